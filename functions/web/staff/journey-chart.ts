// The journey as a picture: per step how many e-mails arrived, how many people opened and how many clicked. SVG, drawn here.
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { titleOf } from '../../domain/place.ts';
import { byPeople } from '../../domain/report.ts';
import type { JourneyReport } from '../../usecases/report-journey.ts';
import { mix, type Theme } from '../page/theme.ts';

echarts.use([BarChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer]);

export interface ChartLook {
  readonly scheme: 'light' | 'dark';
  /** Narrow screens get a picture of their own, so that its words stay as large as the page's. */
  readonly width: 'wide' | 'narrow';
}

const widthsPx = { wide: 1080, narrow: 360 } as const;
const rowPx = { wide: 46, narrow: 62 } as const;
const framePx = 70;
const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

export function chartHeightPx(steps: number, width: ChartLook['width']): number {
  return framePx + Math.max(1, steps) * rowPx[width];
}

export const chartWidthPx = (width: ChartLook['width']): number => widthsPx[width];

export function drawJourney(report: JourneyReport, theme: Theme, { scheme, width }: ChartLook): string {
  const tones = theme[scheme];
  const steps = report.steps;
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: widthsPx[width],
    height: chartHeightPx(steps.length, width),
  });
  const isNarrow = width === 'narrow';
  const text = { color: tones.ink, fontFamily, fontSize: 13 };
  const bar = (name: string, data: number[], color: string, barWidth: number, overlaps: boolean) => ({
    type: 'bar' as const,
    name,
    data,
    barWidth,
    itemStyle: { color, borderRadius: [0, 3, 3, 0] },
    ...(overlaps && { barGap: '-100%' }),
  });
  const delivered = mix(tones.brand, tones.surface, scheme === 'light' ? 0.22 : 0.3);
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: text,
    legend: { left: 0, top: 0, itemWidth: 14, itemHeight: 10, itemGap: isNarrow ? 10 : 20, textStyle: text },
    grid: { left: isNarrow ? 4 : 190, right: 40, top: 38, bottom: 26 },
    xAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: isNarrow ? 3 : 6,
      axisLabel: { ...text, color: tones.muted, fontSize: 12 },
      splitLine: { lineStyle: { color: tones.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: steps.map(({ step }) => titleOf(step)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: tones.line } },
      axisLabel: isNarrow
        ? { ...text, inside: true, align: 'left', verticalAlign: 'bottom', padding: [0, 0, 13, -4], margin: 0 }
        : { ...text, width: 178, overflow: 'truncate', align: 'left', margin: 184 },
      z: 10,
    },
    series: [
      bar(
        'Delivered',
        steps.map((step) => step.delivered),
        delivered,
        22,
        false,
      ),
      bar(
        'Opened by people',
        steps.map((step) => byPeople(step.opened)),
        tones.brand,
        14,
        true,
      ),
      bar(
        'Clicked by people',
        steps.map((step) => byPeople(step.clicked)),
        tones.accent,
        6,
        true,
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
