/** The client: every path, filter, field and evidence key is checked against the OpenAPI document. */
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type Schemas = components["schemas"];

/** The media types fix which of the answers is meant: cited documents, and problems for errors. */
export const connect = (baseUrl: string) =>
  createClient<paths, "application/json" | "application/problem+json">({ baseUrl });
export type Api = ReturnType<typeof connect>;

/** The data of an answer; a problem is thrown with its own words, which name the parameter and the nearest known one. */
export function got<T>(answer: { data?: T; error?: Schemas["Problem"] }): T {
  if (answer.data === undefined) throw new Error(answer.error?.detail ?? "no answer");
  return answer.data;
}

/** The cursor in `page.next`; undefined on the last page. */
export const cursor = (page: Schemas["PageInfo"]): string | undefined =>
  new URL(page.next ?? "", "http://here").searchParams.get("cursor") ?? undefined;
