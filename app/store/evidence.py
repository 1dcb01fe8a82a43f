"""The chain of evidence: claims, passages, disagreements and checks, as they are read from a store."""

from collections.abc import Iterable

from app.model.claims import Check, Citation, Claim, Conflict, Evidence, EvidenceClaim, Support
from app.model.collections import CHECK_RESULTS, CITATIONS, CLAIMS, CONFLICTS
from app.model.fields import Value
from app.model.queries import EVERYTHING, Selection
from app.model.records import OF_THE_WHOLE
from app.store.asking import ALL, Asking, as_json


class EvidenceReader(Asking):
    """Read access to what proves the records of one store."""

    def evidence(self, record_type: str, records: Iterable[str] | None = None) -> dict[tuple[str, str], Evidence]:
        """(record, field) → evidence, for these records of one type or for all of them."""
        if records is None:
            found = self._evidence("record_type = ?", record_type)
        else:
            found = self._evidence(f"record_type = ? AND record_id {self._given}", record_type, as_json(records))
        return {(evidence.record, evidence.field): evidence for evidence in found}

    def decisions(self, conflicts: Iterable[str]) -> dict[str, Evidence]:
        """conflict → the evidence of the field that it is about, for conflicts within one field."""
        found = self._evidence(f"conflict_id {self._given}", as_json(conflicts))
        return {evidence.conflict: evidence for evidence in found if evidence.conflict is not None}

    def _evidence(self, where: str, *values: str) -> list[Evidence]:
        claims: dict[tuple[str, ...], list[EvidenceClaim]] = {}
        for *key, claim, place, verdict in self._all(
            "SELECT record_type, record_id, field, claim_id, place, verdict FROM evidence_claims "
            f"JOIN evidence USING (record_type, record_id, field) WHERE {where} ORDER BY 1, 2, 3, position",
            *values,
        ):
            claims.setdefault(tuple(key), []).append((claim, place, verdict))
        names = "record_type, record_id, field, agreement, rule, decided_by, reason, conflict_id"
        rows = self._all(f"SELECT {names} FROM evidence WHERE {where}", *values)
        return [Evidence(*(*row, tuple(claims.get(row[:3], ())))) for row in sorted(rows)]

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        return {claim.id: claim for claim in self._claims(f"WHERE id {self._given} ORDER BY id", as_json(ids))}

    def claims_page(self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = ALL) -> list[Claim]:
        tail, values = self._tail(CLAIMS, selection, after, limit)
        return self._claims(tail, *values)

    def _claims(self, tail: str, *values: str | float) -> list[Claim]:
        rows = self._all(
            "SELECT id, record_type, record_id, field, source_id, value, low, high, qualifier, unit, precision, "
            f"text, basis, rule, reason FROM claims AS t {tail}",
            *values,
        )
        supports: dict[str, list[tuple[str, Support]]] = {}
        for claim, citation, support in self._all(
            "SELECT claim_id, citation_id, support FROM claim_citations "
            f"WHERE claim_id {self._given} ORDER BY claim_id, position",
            as_json(row[0] for row in rows),
        ):
            supports.setdefault(claim, []).append((citation, support))
        return [Claim(*(*row[:5], Value(*row[5:11]), *row[11:], tuple(supports.get(row[0], ())))) for row in rows]

    def citations(self, ids: Iterable[str]) -> dict[str, Citation]:
        found = self._citations(f"WHERE id {self._given} ORDER BY source_id, start, id", as_json(ids))
        return {citation.id: citation for citation in found}

    def citations_page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = ALL
    ) -> list[Citation]:
        tail, values = self._tail(CITATIONS, selection, after, limit)
        return self._citations(tail, *values)

    def _citations(self, tail: str, *values: str | float) -> list[Citation]:
        names = 'id, source_id, start, "end", byte_start, byte_end, exact, prefix, suffix'
        return [Citation(*row) for row in self._all(f"SELECT {names} FROM citations AS t {tail}", *values)]

    def valued(self, source: str) -> list[Citation]:
        """The passages of a document that values are taken from.

        Not those that only give context to one, nor what a curator reads of the document as a whole.
        """
        whole = ", ".join(f"'{record_type}/{field}'" for record_type, field in sorted(OF_THE_WHOLE))
        value = (
            "SELECT 1 FROM claim_citations AS s JOIN claims AS c ON c.id = s.claim_id WHERE s.citation_id = t.id"
            f" AND s.support = 'value' AND c.record_type || '/' || c.field NOT IN ({whole})"
        )
        return self._citations(f"WHERE source_id = ? AND EXISTS ({value}) ORDER BY start, id", source)

    def conflicts(self, ids: Iterable[str]) -> list[Conflict]:
        return self._conflicts(f"WHERE id {self._given} ORDER BY id", as_json(ids))

    def conflicts_page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = ALL
    ) -> list[Conflict]:
        tail, values = self._tail(CONFLICTS, selection, after, limit)
        return self._conflicts(tail, *values)

    def _conflicts(self, tail: str, *values: str | float) -> list[Conflict]:
        rows = self._all(
            f"SELECT id, kind, record_type, record_id, field, found_by, reason FROM conflicts AS t {tail}", *values
        )
        ids = as_json(row[0] for row in rows)
        where = f"WHERE conflict_id {self._given} ORDER BY conflict_id, position"
        claims = self._grouped(f"SELECT conflict_id, claim_id FROM conflict_claims {where}", ids)
        pairs = self._grouped(f"SELECT conflict_id, claim_a, claim_b, verdict FROM conflict_pairs {where}", ids)
        return [
            Conflict(*(*row, tuple(each[0] for each in claims.get(row[0], ())), tuple(pairs.get(row[0], ()))))
            for row in rows
        ]

    def conflicts_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the conflicts that it takes part in."""
        return self._by_claim("conflict_claims", "conflict_id", claims)

    def checks_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the checks that compared it."""
        return self._by_claim("check_claims", "check_id", claims)

    def _by_claim(self, table: str, column: str, claims: Iterable[str]) -> dict[str, list[str]]:
        sql = f"SELECT claim_id, {column} FROM {table} WHERE claim_id {self._given} ORDER BY 1, 2"
        return {claim: [row[0] for row in rows] for claim, rows in self._grouped(sql, as_json(claims)).items()}

    def checks(self, ids: Iterable[str]) -> list[Check]:
        return self._checks(f"WHERE id {self._given} ORDER BY id", as_json(ids))

    def checks_page(self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = ALL) -> list[Check]:
        tail, values = self._tail(CHECK_RESULTS, selection, after, limit)
        return self._checks(tail, *values)

    def _checks(self, tail: str, *values: str | float) -> list[Check]:
        names = "id, name, record_type, record_id, outcome, statement, accepted_because"
        rows = self._all(f"SELECT {names} FROM checks AS t {tail}", *values)
        sql = f"SELECT check_id, claim_id FROM check_claims WHERE check_id {self._given} ORDER BY 1, position"
        claims = self._grouped(sql, as_json(row[0] for row in rows))
        return [Check(*(*row, tuple(each[0] for each in claims.get(row[0], ())))) for row in rows]

    def citing(self, citation: str) -> list[str]:
        """The claims that quote a passage."""
        return [
            row[0]
            for row in self._all(
                "SELECT DISTINCT claim_id FROM claim_citations WHERE citation_id = ? ORDER BY 1", citation
            )
        ]
