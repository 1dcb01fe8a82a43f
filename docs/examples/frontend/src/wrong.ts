/** What must not compile. `tsc` refuses an expected error that does not come, so this file proves itself. */
import { type Api, got } from "./api.js";

export async function wrong(api: Api): Promise<void> {
  const path = { id: "el-salvador-btc-2025-07-17" };
  const { data, citations } = got(await api.GET("/v1/reserve-snapshots/{id}", { params: { path } }));

  // @ts-expect-error: a field that the record does not have
  data.amout;
  // @ts-expect-error: a field that has no evidence
  data.evidence.amout;
  // @ts-expect-error: a null that is not dealt with
  data.amount.toFixed();
  // @ts-expect-error: a word that the vocabulary does not have
  data.evidence.amount.agreement === "disputted";
  // @ts-expect-error: a list has items, and no one claim
  data.evidence.amount.items;
  // @ts-expect-error: a passage that may not be in the pool
  citations["cit_0"].exact;

  // @ts-expect-error: a filter that the list does not have
  await api.GET("/v1/reserve-snapshots", { params: { query: { amout__gte: 1 } } });
  // @ts-expect-error: a value that the filter cannot have
  await api.GET("/v1/reserve-snapshots", { params: { query: { amount__gte: "many" } } });
  // @ts-expect-error: a word that the vocabulary does not have
  await api.GET("/v1/reserve-snapshots", { params: { query: { agreement: "disputted" } } });
  // @ts-expect-error: a path that is not there
  await api.GET("/v1/reserve-snapshot", {});
  // @ts-expect-error: an id that is missing
  await api.GET("/v1/reserve-snapshots/{id}", {});
}
