"""What the server is made of, and what is known against it: `python3 run.py audit`.

Looks at the locks, installs the one of the server by itself, writes its bill of materials (CycloneDX) and what was
found to `data/audit`, and asks for known vulnerabilities. The exit status is 1 where something is wrong, and 75 where
nothing is, as far as can be told, but nobody could be asked for vulnerabilities: that is never taken for a good answer.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RUNTIME = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "tests" / "requirements.lock"
FOLDER = ROOT / "data" / "audit"
NOT_ASKED = 75
SERVICES = ("osv", "pypi")
"""Who knows of vulnerabilities: the next is asked where the one before does not answer for everything."""
_PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==([a-z0-9.!+]+)(?: ; [^;]+)?", re.IGNORECASE)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")

ALLOWED = frozenset(
    {
        *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "ISC", "MIT", "OFL-1.1", "PSF-2.0"),
        *("LGPL-2.1-or-later", "LGPL-3.0-only", "MPL-2.0"),
        "License :: OSI Approved :: Apache Software License",
        "License :: OSI Approved :: BSD License",
        "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)",
        "License :: OSI Approved :: SIL Open Font License 1.1 (OFL-1.1)",
    }
)
"""Licences under which a library may be used as it is by a program of any licence."""
READ = {"resvg_py": "MIT"}
"""Packages whose metadata state no licence, and the one that their licence file is."""


@dataclass(slots=True)
class Advisories:
    """What is known against the packages: who said it, of how many, what, and why the others were not asked about."""

    service: str = ""
    asked: int = 0
    found: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    why: str = ""


def main() -> int:
    """The audit; says each result in a line, and returns the exit status."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    runtime = RUNTIME.read_text()
    faults = [*lock_faults(runtime), *lock_faults(DEVELOPMENT.read_text())]
    faults += together_faults(runtime, DEVELOPMENT.read_text(), tomllib.loads((ROOT / "pyproject.toml").read_text()))
    faults += bill_of_materials(FOLDER / "sbom.cdx.json")
    bill = json.loads((FOLDER / "sbom.cdx.json").read_text())
    faults += licence_faults(bill)
    known = advisories(RUNTIME)
    report = {"faults": faults, "advisories": {name: getattr(known, name) for name in known.__slots__}}
    (FOLDER / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(f"{len(pins(runtime))} packages are locked, {len(bill['components'])} of them installed here: {FOLDER}")
    for fault in (*faults, *known.found):
        print(f"fault: {fault}", file=sys.stderr)
    if known.unasked:
        what = f"{len(known.unasked)} of {len(known.unasked) + known.asked} packages"
        print(f"NOT AUDITED: nobody could be asked for vulnerabilities of {what}: {known.why}", file=sys.stderr)
    else:
        print(f"{known.service} knows {len(known.found)} vulnerabilities of {known.asked} packages")
    return 1 if faults or known.found else NOT_ASKED if known.unasked else 0


def pins(lock: str) -> dict[str, tuple[str, int]]:
    """The version of each package in a lock, and how many hashes it has. Lines that are no pin are left out."""
    found: dict[str, tuple[str, int]] = {}
    for line in _requirements(lock):
        if match := _PIN.match(line):
            found[_normal(match[1])] = (match[2], len(_HASH.findall(line)))
    return found


def lock_faults(lock: str) -> list[str]:
    """What a lock has besides exact versions with hashes, all of them from wherever the installing machine likes."""
    faults = []
    for line in _requirements(lock):
        bare = _HASH.sub("", line).strip()
        if _PIN.fullmatch(bare) is None:
            faults.append(f"the lock has «{bare[:80]}», which is no exact version of a package")
        elif not _HASH.search(line):
            faults.append(f"the lock has {bare[:80]} without a hash")
    return faults


def together_faults(runtime: str, development: str, project: dict[str, Any]) -> list[str]:
    """Where what is tested is not what is served, or what is declared is not locked."""
    served, tested = pins(runtime), pins(development)
    faults = [
        f"{name} is tested as another version" for name in served if tested.get(name, ("",))[0] != served[name][0]
    ]
    for lock, declared in (
        (served, project["project"]["dependencies"]),
        (tested, project["dependency-groups"]["dev"]),
    ):
        names = [_normal(re.split(r"[\[;<>=!~ ]", each)[0]) for each in declared]
        faults += [f"{name} is declared and not locked" for name in names if name not in lock]
    return faults


def _requirements(lock: str) -> list[str]:
    """The lines of a lock, each with its hashes; comments are left out."""
    joined = re.sub(r"[ ]*\\\n[ ]*", " ", lock)
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def bill_of_materials(target: Path) -> list[str]:
    """Write what the server's lock installs, and nothing else, the same bytes each time; say what was yanked of it."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)  # noqa: S603
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-compile"]
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", str(RUNTIME)]
        done = subprocess.run([*pip, *options], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise SystemExit(f"what {RUNTIME.name} names cannot be installed:\n{done.stderr}")
        bill = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment", "--output-reproducible"]
        about = ["--pyproject", str(ROOT / "pyproject.toml"), "--validate", "--output-file", str(target), str(python)]
        subprocess.run([*bill, *about], check=True)  # noqa: S603
    return yanked(done.stderr)


def yanked(said: str) -> list[str]:
    """Packages that their authors have withdrawn, as pip says when it installs them."""
    found = re.findall(r"yanked version: '([\w.-]+)' candidate \(version ([\w.!+]+)", said)
    return [f"{name} {version} was withdrawn by its authors" for name, version in found]


def licence_faults(bill: dict[str, Any]) -> list[str]:
    """Packages that state no licence, or one that is not allowed."""
    faults = []
    for component in bill["components"]:
        stated = [_licence(each) for each in component.get("licenses", [])] or [READ.get(component["name"], "")]
        if not all(is_allowed(each) for each in stated):
            faults.append(f"{component['name']} has a licence that is not allowed: {stated}")
    return faults


def _licence(entry: dict[str, Any]) -> str:
    named = entry.get("license", {})
    return str(entry.get("expression") or named.get("id") or named.get("name") or "")


def is_allowed(expression: str) -> bool:
    """Whether one of the choices that a licence leaves is allowed, with all that belongs to it."""
    return any(all(part in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def advisories(lock: Path, services: tuple[str, ...] = SERVICES, *options: str) -> Advisories:
    """Known vulnerabilities of what a lock names, from the first service that answers for everything."""
    best, refusals = Advisories(unasked=sorted(pins(lock.read_text()))), []
    for service in services:
        said = _ask(lock, service, *options)
        best = said if said.asked > best.asked else best
        if not best.unasked:
            return best
        refusals.append(said.why)
    best.why = "; ".join(refusals)
    return best


def _ask(lock: Path, service: str, *options: str) -> Advisories:
    names = sorted(pins(lock.read_text()))
    with tempfile.TemporaryDirectory() as folder:
        probe = (
            Path(folder) / "one.lock"
        )  # a service that does not know this one is none: the others are not asked about
        probe.write_text(_requirements(lock.read_text())[0] + "\n")
        first = _report(probe, service, *options)
    if isinstance(first, str) or not first["dependencies"] or "skip_reason" in first["dependencies"][0]:
        why = first if isinstance(first, str) else f"{service} does not know {names[0]}"
        return Advisories(service, 0, [], names, why)
    whole = _report(lock, service, *options)
    return Advisories(service, 0, [], names, whole) if isinstance(whole, str) else judge(whole, service)


def _report(lock: Path, service: str, *options: str) -> dict[str, Any] | str:
    """What pip-audit reports; or why it does not."""
    audit = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    how = ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off", *options]
    done = subprocess.run([*audit, *how], capture_output=True, text=True, check=False)  # noqa: S603
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        return f"{service} was not reached ({(done.stderr.strip().splitlines() or ['it said nothing'])[-1][:120]})"
    return report


def judge(report: dict[str, Any], service: str) -> Advisories:
    """A report of pip-audit: it calls what it could not ask about «skipped», and succeeds all the same."""
    known = Advisories(service)
    for package in report["dependencies"]:
        if reason := package.get("skip_reason"):
            known.unasked.append(package["name"])
            known.why = f"{service}: {reason}"
            continue
        known.asked += 1
        for each in package["vulns"]:
            mended = f", mended in {', '.join(each['fix_versions'])}" if each.get("fix_versions") else ""
            known.found.append(f"{package['name']} {package['version']}: {each['id']}{mended}")
    return known


if __name__ == "__main__":
    sys.exit(main())
