// A change of a name alone, with types of openapi-typescript: node rename.js SERVER TOKEN OFFER NAME
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

declare const process: { argv: string[] };

const [baseUrl, token, offer_id, name] = process.argv.slice(2) as [string, string, string, string];
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const { data, error } = await client.PATCH("/v1/offers/{offer_id}", {
  params: { path: { offer_id } },
  body: { name },
});
if (error) throw new Error(error.code);
const status: components["schemas"]["OfferStatus"] = data.status;
console.log(data.name, status);

const refused = await client.PATCH("/v1/offers/{offer_id}", {
  params: { path: { offer_id: "no-such-offer" } },
  body: { name },
});
if (refused.error?.code !== "unknown_offer") throw new Error(refused.error?.code);
