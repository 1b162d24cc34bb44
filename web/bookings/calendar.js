// A booking's calendar entry, which the API makes for its holder alone.

import { download } from "../kit/download.js";

/** Download the calendar entry of a booking. @param {string} id */
export const downloadCalendar = (id) =>
  download(
    `/v1/bookings/${encodeURIComponent(id)}/calendar.ics`,
    "text/calendar",
    "culture-pass.ics",
  );
