"""The release: whatever can make other bytes is part of it."""

from pathlib import Path

import pytest

from app import release as module
from app.release import release


def test_a_change_of_any_file_of_the_program_is_another_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROOT", tmp_path)
    found = set()
    for name in ("module.py", "pages/page.css", "pages/page.html", "pages/embed.js", "pages/page.css"):
        path = tmp_path / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{path.exists()} {name}")
        found.add(release().digest)
    assert len(found) == 5
    (tmp_path / "app" / "module.pyc").write_text("compiled")
    assert release().digest in found
