// The same with openapi-generator's typescript-fetch: node rename_by_fetch.js SERVER TOKEN OFFER NAME
import { Configuration, PublishApi } from "./typescript-fetch";

declare const process: { argv: string[] };

async function rename(basePath: string, accessToken: string, offerId: string, name: string) {
  const api = new PublishApi(new Configuration({ basePath, accessToken }));
  const offer = await api.editOffer({ offerId, offerChanges: { name } });
  console.log(offer.name, offer.status);
}

const [server, token, offerId, name] = process.argv.slice(2) as [string, string, string, string];
void rename(server, token, offerId, name);
