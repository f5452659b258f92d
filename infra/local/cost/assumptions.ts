// What the bill supposes where nothing is measured, each with its reason; docs/cost.md shows them.

/** The mean month. */
export const hoursPerMonth = 730;
/** A function gets one processor at this memory and its share of it below (Lambda's developer guide, "Memory"). */
export const memoryOfOneCpuMb = 1_769;

/** Lambda keeps five long polls open on each queue it reads, and a long poll asks three times a minute. */
export const pollsPerQueue = 5;
export const pollsPerMinute = 3;
/** The pollers take up to ten messages with one request and delete ten with one. */
export const messagesPerPoll = 10;

/** Wall time that a function waits for others, beside its own computing. */
export const waitMs = { sendBatch: 500, record: 60, page: 60, hit: 20, tick: 60, rollup: 100 };

/** SES tells of the sending and of the delivery of every e-mail; bounces and complaints are few beside them. */
export const eventsPerEmail = 2;
/** Of those who let us look: pictures fetched for each e-mail, proxies and repeats included, and links followed. */
export const opensPerTrackedEmail = 0.6;
export const clicksPerTrackedEmail = 0.06;
/** Requests from the first look at the form to the confirmed subscription. */
export const requestsPerJoining = 4;
/** Pictures of an e-mail, fetched through the mailboxes' caches or by the readers themselves. */
export const openedShare = 0.4;
export const imageKbPerOpenedEmail = 60;
/** An answer of a page, and one of a pixel or a link, headers included. */
export const pageKb = 25;
export const hitKb = 1;

/** A subscriber with her walk and her entry in the audience index; an e-mail's share of its batch, kept for a year. */
export const subscriberKb = 5;
export const emailKb = 0.25;
export const monthsKept = 12;

/** Lambda's own lines and one of ours. */
export const logKbPerInvocation = 0.6;

/** Groups that a day's series e-mails fall into, beside the due shards: the steps of a series, tracked and untracked. */
export const stepsPerSeries = 8;
export const variantsPerStep = 2;
export const mostPerBatch = 50;
