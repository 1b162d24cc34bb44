// Bank accounts: their states, the venues that each is for, and a new one.

import { Button, Dialog, Failure, Field, Notice, Skeleton } from "../../kit/components.js";
import { html, useSignal } from "../../kit/view.js";
import { venues } from "../gate/state.js";
import { accounts, addAccount, closeAccount, isIban, linkVenues } from "./state.js";
import { t } from "./texts.js";

/** @typedef {import("./state.js").Account} Account */

/** @param {{ siren: string }} props */
export function Accounts({ siren }) {
  const found = accounts(siren);
  const { value, problem } = found.state.value;
  const edited = useSignal(/** @type {Account | "new" | null} */ (null));
  const news = useSignal("");
  const close = () => {
    edited.value = null;
  };
  const done = (/** @type {string} */ words) => {
    news.value = words;
    close();
  };
  return html`
    <section class="stack pro-section">
      <h2>${t("accounts")}</h2>
      ${!value && !problem && html`<${Skeleton} count=${2} />`}
      ${problem && html`<${Failure} fault=${problem} onRetry=${() => found.refresh()} />`}
      ${value?.length === 0 && html`<p>${t("noAccounts")}</p>`}
      ${
        value &&
        value.length > 0 &&
        html`<ul class="lines">
          ${value.map(
            (each) => html`
              <li key=${each.id}>
                <span class="pro-session">
                  <b>${each.label}</b>
                  <span>${each.iban} · ${each.holder}</span>
                  <span class="soft">${each.refusal_reason ? t("because", { reason: each.refusal_reason }) : each.state === "accepted" ? t.many("venues", each.venue_ids.length) : t(`help_${each.state}`)}</span>
                </span>
                ${
                  (each.state === "accepted" || each.state === "pending") &&
                  html`<button type="button" class="link" aria-label=${t("manageOf", { name: each.label })} onClick=${() => {
                    edited.value = each;
                  }}>${t("manage")}</button>`
                }
                <span class="state state-${each.state}">${t(each.state)}</span>
              </li>
            `,
          )}
        </ul>`
      }
      <p role="status">${news.value}</p>
      <div><${Button} kind="calm" onClick=${() => {
        edited.value = "new";
      }}>${t("addAccount")}<//></div>
      ${edited.value === "new" && html`<${NewAccount} siren=${siren} onDone=${done} onClose=${close} />`}
      ${edited.value && edited.value !== "new" && html`<${OneAccount} siren=${siren} it=${edited.value} onDone=${done} onClose=${close} />`}
    </section>
  `;
}

/** @typedef {{ siren: string, onDone: (words: string) => void, onClose: () => void }} Parts */

/** @param {Parts} props */
function NewAccount({ siren, onDone, onClose }) {
  const faults = useSignal({ label: "", holder: "", iban: "" });
  const refused = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const said = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(said.get(name) ?? "").trim();
    const account = { label: text("label"), holder: text("holder"), iban: text("iban") };
    faults.value = {
      label: account.label ? "" : t("needLabel"),
      holder: account.holder ? "" : t("needHolder"),
      iban: isIban(account.iban) ? "" : t("needIban"),
    };
    const wrong = Object.entries(faults.value).find(([, words]) => words)?.[0];
    if (wrong) {
      document.getElementById(wrong)?.focus();
      return;
    }
    isBusy.value = true;
    refused.value = null;
    try {
      await addAccount(siren, account);
      onDone(t("added"));
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
  };
  return html`
    <${Dialog} title=${t("addAccount")} onClose=${onClose}>
      <form class="stack" novalidate onSubmit=${submit}>
        <${Field} id="label" label=${t("label")} hint=${t("labelHint")} maxlength="100" autocomplete="off" fault=${faults.value.label} />
        <${Field} id="holder" label=${t("holder")} maxlength="140" autocomplete="off" fault=${faults.value.holder} />
        <${Field} id="iban" label="IBAN" maxlength="50" autocomplete="off" autocapitalize="characters" spellcheck=${false} fault=${faults.value.iban} />
        <p class="hint">${t("addHelp")}</p>
        ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
        <${Button} type="submit" isBusy=${isBusy.value}>${t("add")}<//>
      </form>
    <//>
  `;
}

/** @param {Parts & { it: Account }} props */
function OneAccount({ siren, it, onDone, onClose }) {
  const places = venues(siren).state.value.value ?? [];
  const chosen = useSignal(it.venue_ids);
  const refused = useSignal(/** @type {unknown} */ (null));
  const isBusy = useSignal(false);
  const isAsked = useSignal(false);
  const act = async (/** @type {() => Promise<string>} */ does) => {
    if (isBusy.value) return;
    isBusy.value = true;
    refused.value = null;
    try {
      onDone(await does());
    } catch (fault) {
      refused.value = fault;
    }
    isBusy.value = false;
  };
  const link = () =>
    act(async () => {
      const { venues: linked } = await linkVenues(siren, it.id, chosen.value);
      return t(linked.some((each) => each.proposed_account_id) ? "proposed" : "linked");
    });
  const shut = () =>
    act(async () => {
      await closeAccount(siren, it.id);
      return t("isClosed");
    });
  const toggle = (/** @type {string} */ id) => {
    chosen.value = chosen.value.includes(id)
      ? chosen.value.filter((each) => each !== id)
      : [...chosen.value, id];
  };
  return html`
    <${Dialog} title=${it.label} onClose=${onClose}>
      ${
        it.state === "accepted"
          ? html`<fieldset class="stack pro-section">
              <legend><b>${t("whichVenues")}</b></legend>
              ${places.map(({ id, name }) => html`<label class="check" key=${id}><input type="checkbox" checked=${chosen.value.includes(id)} onChange=${() => toggle(id)} /> ${name}</label>`)}
            </fieldset>
            <${Button} isBusy=${isBusy.value} onClick=${link}>${t("save")}<//>`
          : html`<p>${t("help_pending")}</p>`
      }
      ${refused.value != null && html`<${Failure} fault=${refused.value} />`}
      ${
        isAsked.value
          ? html`<${Notice} kind="wrong"><p>${t("closeHelp")}</p><${Button} kind="danger" isBusy=${isBusy.value} onClick=${shut}>${t("closeSure")}<//><//>`
          : html`<${Button} kind="danger" onClick=${() => {
              isAsked.value = true;
            }}>${t("closeAccount")}<//>`
      }
    <//>
  `;
}
