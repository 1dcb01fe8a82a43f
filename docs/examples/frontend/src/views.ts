/** Four views: a record with its evidence, a filtered list, a timeline, the disagreements. */
import { type Api, cursor, got, type Schemas } from "./api.js";
import { html, type Html } from "./html.js";

type Citations = Record<string, Schemas["Citation"]>;

/** The passages behind some citations, in the document's own characters. */
const quotes = (ids: string[], pool: Citations): Html[] =>
  ids.flatMap((id) => pool[id] ?? []).map((each) => html`<q>${each.exact}</q> (${each.source}) `);

export async function record(api: Api, id: string): Promise<Html> {
  const { data, citations } = got(await api.GET("/v1/reserve-snapshots/{id}", { params: { path: { id } } }));
  const amount = data.evidence.amount;
  const others = amount.alternatives.map(
    (other) => html`<li>${other.text} (${other.verdict}): ${quotes(other.citations, citations)}</li>`,
  );
  return html`<p>${data.amount} ${data.unit}, ${data.amount_qualifier},
    <b class="${amount.agreement}">${amount.agreement}</b>: ${quotes(amount.citations, citations)}</p>
    <p>${amount.resolution?.reason ?? "There was nothing to decide."}</p><ul>${others}</ul>`;
}

/** Page after page, by the cursor that each page gives for the next. */
export async function list(api: Api, least: number, limit = 50): Promise<Html> {
  const rows: Html[] = [];
  let next: string | undefined;
  do {
    const query = { amount__gte: least, sort: "-date_start", limit, cursor: next };
    const { data, page } = got(await api.GET("/v1/reserve-snapshots", { params: { query } }));
    rows.push(...data.map((each) => html`<tr><td>${each.date_text}<td>${each.label}<td>${each.amount}</tr>`));
    next = cursor(page);
  } while (next);
  return html`<table>${rows}</table>`;
}

export async function timeline(api: Api, id: string): Promise<Html> {
  const { data, citations } = got(await api.GET("/v1/reserve-timelines/{id}", { params: { path: { id } } }));
  const rows = data.points.map((point) => {
    const { agreement, citations: ids } = point.evidence.amount;
    return html`<tr><td>${point.date_text}<td>${point.amount_low} to ${point.amount_high}
      <td class="${agreement}">${agreement}<td>${quotes(ids, citations)}</tr>`;
  });
  return html`<table>${rows}</table>`;
}

export async function disagreements(api: Api): Promise<Html> {
  const { data, citations } = got(await api.GET("/v1/conflicts", { params: { query: { limit: 500 } } }));
  const items = data.map((conflict) => {
    const ids = conflict.claims.flatMap((claim) => claim.citations.map((passage) => passage.citation));
    return html`<dt>${conflict.record}, ${conflict.field}<dd>${conflict.reason} ${quotes([...new Set(ids)], citations)}`;
  });
  return html`<dl>${items}</dl>`;
}
