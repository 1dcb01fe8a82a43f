/** Fill the page: `index.html?api=http://127.0.0.1:8000`. */
import { connect } from "./api.js";
import type { Html } from "./html.js";
import { disagreements, list, record, timeline } from "./views.js";

const api = connect(new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8000");

async function fill(id: string, view: Promise<Html>): Promise<void> {
  const section = document.getElementById(id);
  if (section === null) return;
  section.innerHTML = await view.then(
    (made) => made.text,
    (error: unknown) => {
      section.textContent = String(error);
      return section.innerHTML;
    },
  );
}

await Promise.all([
  fill("record", record(api, "el-salvador-btc-2025-07-17")),
  fill("list", list(api, 6150)),
  fill("timeline", timeline(api, "el-salvador-btc")),
  fill("disagreements", disagreements(api)),
]);
