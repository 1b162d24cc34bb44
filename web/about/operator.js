// Who runs this pass, and how they are reached.

import { Failure, Skeleton } from "../kit/components.js";
import { config } from "../kit/config.js";
import { html } from "../kit/view.js";
import { t } from "./texts.js";

export function Operator() {
  const { value, problem } = config().state.value;
  if (problem && !value)
    return html`<${Failure} fault=${problem} onRetry=${() => config().refresh()} />`;
  if (!value) return html`<${Skeleton} count=${2} />`;
  const { name, email, phone, address } = value.operator;
  if (!(email || phone || address)) return html`<p>${t("noOperator")}</p>`;
  return html`
    <address class="operator">
      ${name && html`<p class="big">${name}</p>`}
      <dl class="facts">
        ${email && html`<div><dt>${t("email")}</dt><dd><a href="mailto:${email}">${email}</a></dd></div>`}
        ${phone && html`<div><dt>${t("phone")}</dt><dd><a href="tel:${phone.replace(/[^+\d]/g, "")}">${phone}</a></dd></div>`}
        ${address && html`<div><dt>${t("post")}</dt><dd>${address}</dd></div>`}
      </dl>
    </address>
  `;
}
