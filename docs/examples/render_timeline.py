"""Draw `timeline.vl.json` without a browser: `python render_timeline.py timeline.vl.json timeline.png`."""

import sys
from pathlib import Path

import vl_convert

spec, image = (Path(each) for each in sys.argv[1:3])
match image.suffix:
    case ".png":
        image.write_bytes(vl_convert.vegalite_to_png(spec.read_text(), scale=2))
    case ".svg":
        image.write_text(vl_convert.vegalite_to_svg(spec.read_text()))
