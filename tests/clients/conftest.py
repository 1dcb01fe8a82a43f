"""What is given to clients that are programs of their own: the examples of the documentation."""

import re
import shutil
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.programs import needs, run

EXAMPLES = ROOT / "docs/examples"
RECIPES = (ROOT / "docs/recipes.md").read_text()


@pytest.fixture(scope="session")
def examples(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of docs/examples that asks the server of the tests; what a recipe writes, it writes here."""
    copy = tmp_path_factory.mktemp("clients") / "examples"
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("node_modules", "dist", "schema.d.ts"))
    for path in copy.glob("*.json"):
        path.write_text(path.read_text().replace("http://127.0.0.1:8000", server))
    return copy


@pytest.fixture(scope="session")
def frontend(server: str, examples: Path) -> Path:
    """The frontend, made as its recipe says: packages, types of the server that is running, and a build."""
    needs("node", "npm")
    recipe = re.findall(r"^```sh\n(cd frontend\n.*?)^```", RECIPES, re.MULTILINE | re.DOTALL)[0]
    run(["/bin/bash", "-euc", recipe.replace("http://127.0.0.1:8000", server)], examples)
    return examples / "frontend"
