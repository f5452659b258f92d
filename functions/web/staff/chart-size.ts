// How large the journey's chart is: the page reserves the room before the picture is drawn, and without loading what draws it.

export interface ChartLook {
  readonly scheme: 'light' | 'dark';
  /** Narrow screens get a picture of their own, so that its words stay as large as the page's. */
  readonly width: 'wide' | 'narrow';
}

const widthsPx = { wide: 1080, narrow: 360 } as const;
const rowPx = { wide: 46, narrow: 62 } as const;
const framePx = 70;
export function chartHeightPx(steps: number, width: ChartLook['width']): number {
  return framePx + Math.max(1, steps) * rowPx[width];
}

export const chartWidthPx = (width: ChartLook['width']): number => widthsPx[width];
