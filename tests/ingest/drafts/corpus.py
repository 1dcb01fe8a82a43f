"""The marked documents of tests/corpus as seeds, and what a curator would do to a draft of one, done by rote."""

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli import documents
from app.cli.propose import dictionary
from app.errors import Finding
from app.ingest.drafts.draft import Draft, draft
from app.ingest.drafts.quoting import place_of
from app.ingest.drafts.writing import toml
from app.ingest.mentions import folded_span
from app.ingest.review import review
from app.model.passages import passages
from app.settings import ROOT

FOLDER = ROOT / "tests" / "corpus"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
SOMEBODY = '[[entity]]\nid = "somebody"\nkind = "state"\nlabel = "Somebody"\nnames = ["Somebody"]\n'


def marks(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Curated:
    """A seeds folder with one document of the corpus, and its draft."""

    seeds: Path
    proposed: Draft
    text: str

    @property
    def claims(self) -> Path:
        return self.seeds / "claims" / "draft.toml"

    def write(self, text: str) -> list[Finding]:
        """Put this text where the ingestion looks; what it refuses."""
        self.claims.write_text(text, encoding="utf-8")
        return review(self.seeds).refusals

    def answered(self) -> str:
        """The draft with `review` removed, and with some answer to all that it leaves open."""
        text = re.sub(r"(?m)^review .*\n", "", self.text)
        text = re.sub(r'(?m)^(why +)= "\?"$', r'\1= "test"', text)
        text = re.sub(r'(?m)^date +?= "\?"$', 'date = {value = "2031", why = "test"}', text)
        text = re.sub(r'(?m)^((?:holder|actor|subject) +)= "\?"$', r'\1= {value = "somebody", why = "test"}', text)
        quote = json.dumps(self.proposed.head.language.quote, ensure_ascii=False)
        kind = '{value = "state", why = "test"}'
        return f'{text}\n[[actor]]\nid = "somebody"\nquote = {quote}\nkind = {kind}\n'

    def covered(self) -> str:
        """The answered draft, with every passage set aside whose figures no entry takes."""
        text, document = self.answered(), self.proposed.document
        gaps = {finding.line for finding in self.write(text) if finding.code == "uncovered"}
        for start, end in passages(document.text):
            place = place_of(document, folded_span(document, (start, end)))
            if place and document.text.count("\n", 0, start) + 1 in gaps:
                which = f"occurrence = {place[1]}\n" if place[1] else ""
                text += f'\n[[ignore]]\nquote = {json.dumps(place[0], ensure_ascii=False)}\n{which}why = "test"\n'
        return text


def curated(folder: Path, name: str) -> Curated:
    """Seeds with this document, its known entities, and its draft."""
    seeds = folder / "seeds"
    for below in ("documents", "claims"):
        (seeds / below).mkdir(parents=True)
    (seeds / "disputes.toml").write_text("")
    (seeds / "vocabularies.toml").write_text("")
    (seeds / "entities.toml").write_text(SOMEBODY + "".join(map(_entity, marks(name)["entities_known"])))
    path = seeds / "documents" / f"{name}.txt"
    path.write_bytes((FOLDER / f"{name}.txt").read_bytes())
    proposed = draft(documents.read(path), dictionary(seeds), marks(name).get("language"))
    return Curated(seeds, proposed, toml(proposed))


def _entity(line: str) -> str:
    id_, kind, *names = (part.strip() for part in line.split("|"))
    label, listed = json.dumps(names[0]), json.dumps(names)
    return f'[[entity]]\nid = "{id_}"\nkind = "{kind}"\nlabel = {label}\nnames = {listed}\n'
