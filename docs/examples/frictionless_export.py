"""Check the unzipped export against its own description: `python frictionless_export.py export/datapackage.json`."""

import sys

from frictionless import Package

report = Package(sys.argv[1]).validate()
for row, field, message in report.flatten(["rowNumber", "fieldName", "message"]):
    print(f"row {row}, {field}: {message}", file=sys.stderr)
print(f"{report.stats['tasks']} resources, {report.stats['errors']} errors")
sys.exit(not report.valid)
