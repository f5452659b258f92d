// AWS's list prices as prices.json keeps them: by region, with the page each is from and the date of the price list it was in.
import data from './prices.json' with { type: 'json' };

export type PriceName = keyof typeof data.prices;
export type Region = keyof typeof data.regions;

export interface Price {
  readonly service: string;
  /** What one of is paid for. */
  readonly unit: string;
  readonly usd: Readonly<Record<Region, number>>;
  /** What AWS gives every account each month for good, shared by all that runs in it. */
  readonly freePerMonth?: number;
  /** What is above a quantity costs less. */
  readonly tiers?: readonly { readonly above: number; readonly usd: number }[];
  readonly source: string;
  /** Publication date of AWS's price list; absent where only the page was read. */
  readonly priceList?: string;
}

/** When the file was put together from AWS's price lists and pages. */
export const pricesCollected: string = data.collected;
export const regions = Object.keys(data.regions) as Region[];
export const prices: Readonly<Record<PriceName, Price>> = data.prices;

/** What a quantity costs in a month, in US dollars at list price. */
export function costOf(name: PriceName, region: Region, quantity: number): number {
  const { usd, tiers = [] } = prices[name];
  const steps = [{ above: 0, usd: usd[region] }, ...tiers];
  return steps.reduce((sum, step, index) => {
    const upTo = Math.min(quantity, steps[index + 1]?.above ?? Number.POSITIVE_INFINITY);
    return sum + Math.max(0, upTo - step.above) * step.usd;
  }, 0);
}
