// What the bill supposes where nothing is measured, each with its reason; docs/cost.md shows them.

/** The mean month. */
export const hoursPerMonth = 730;
/** A function gets one processor at this memory and its share of it below (Lambda's developer guide, "Memory"). */
export const memoryOfOneCpuMb = 1_769;

/** Lambda keeps five long polls open on each queue it reads, and a long poll asks three times a minute. */
export const pollsPerQueue = 5;
export const pollsPerMinute = 3;
/** Each open or click is sent and received alone; those that are worked together are deleted together, ten with one request. */
export const requestsPerHit = 2;
/** Lambda gathers what comes in for twenty seconds before it calls the function. */
export const hitWindowsPerHour = 180;
/** The pollers take up to ten messages with one request and delete ten with one. */
export const messagesPerPoll = 10;

/** Wall time that a function waits for others, beside its own computing. */
export const waitMs = { sendBatch: 500, record: 60, page: 60, hit: 20, tick: 60, rollup: 60 };

/** SES tells of the sending and of the delivery of every e-mail; bounces and complaints are few beside them. */
export const eventsPerEmail = 2;
/** Of those who let us look: pictures fetched for each e-mail, proxies and repeats included, and links followed. */
export const opensPerTrackedEmail = 0.6;
export const clicksPerTrackedEmail = 0.06;
/** Requests from the first look at the form to the confirmed subscription. */
export const requestsPerJoining = 4;
/**
 * Who opens e-mails fetches their pictures: the clinic's mark and one more, answer's headers included; a test holds the sizes against what
 * the build draws. Whoever has one keeps it, as its answer allows for a year: here until the month is over. All newsletters show
 * the same two, each step of a series has one of its own.
 */
export const openedShare = 0.4;
export const markKb = 3;
export const pictureKb = 16;
export const imageCpuMicros = 1_000;
/** An answer of a page, and one of a pixel or a link, headers included. */
export const pageKb = 25;
export const hitKb = 1;

/** What the bench finds in the table after a newsletter, its events, opens and clicks is kept for so long. */
export const monthsKept = 12;

/**
 * Metrics of our own that are written while mail is sent, and hours of a day in which it is. CloudWatch takes money for the hours in which a metric is
 * written (its pricing page, "Custom metrics"); the others are written when something is wrong, and at rest none is.
 */
export const metricsWhileSending = 2;
export const sendingHoursPerDay = 4;

/** Lambda's own lines and one of ours. */
export const logKbPerInvocation = 0.6;

/** Groups that a day's series e-mails fall into, beside the due shards: the steps of a series, tracked and untracked. */
export const stepsPerSeries = 8;
export const variantsPerStep = 2;
export const mostPerBatch = 50;

/** A newsletter is planned in slices of so many; each slice is an invocation, and so is looking whether it is done. */
export const perSlice = 1_000;
export const invocationsPerSlice = 2;
