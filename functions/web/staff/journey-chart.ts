// The journey as a picture: per step how many e-mails arrived, how many people opened and how many clicked. SVG, drawn here.
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { titleOf } from '../../domain/place.ts';
import { byPeople } from '../../domain/report.ts';
import type { JourneyReport } from '../../usecases/report-journey.ts';
import { mix, type Theme } from '../page/theme.ts';
import { type ChartLook, chartHeightPx, chartWidthPx } from './chart-size.ts';

echarts.use([BarChart, GridComponent, LegendComponent, AriaComponent, SVGRenderer]);

/** Without quotes: they would end the attribute the SVG puts it in. */
const fontFamily = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif';

export function drawJourney(report: JourneyReport, theme: Theme, { scheme, width }: ChartLook): string {
  const tones = theme[scheme];
  const steps = report.steps;
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: chartWidthPx(width),
    height: chartHeightPx(steps.length, width),
  });
  const isNarrow = width === 'narrow';
  const text = { color: tones.ink, fontFamily, fontSize: 13 };
  const names = steps.map(({ step }) => titleOf(step));
  // Each series lies on an axis of its own, or the bars would share the row instead of lying on each other.
  const axis = { type: 'category' as const, inverse: true, data: names, axisTick: { show: false } };
  const hidden = { ...axis, show: false };
  const bar = (row: number, name: string, data: number[], color: string, barWidth: number) => ({
    type: 'bar' as const,
    yAxisIndex: row,
    name,
    data,
    barWidth,
    itemStyle: { color, borderRadius: [0, 3, 3, 0] },
  });
  const pale = mix(tones.brand, tones.surface, scheme === 'light' ? 0.22 : 0.3);
  const delivered = {
    ...bar(
      0,
      'Delivered',
      steps.map((step) => step.delivered),
      pale,
      22,
    ),
    label: { ...text, show: true, position: 'right' as const, color: tones.muted, fontSize: 12 },
  };
  const by = isNarrow ? '' : ' by people';
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: text,
    legend: { left: 0, top: 0, itemWidth: 14, itemHeight: 10, itemGap: isNarrow ? 16 : 24, textStyle: text },
    grid: { left: isNarrow ? 4 : 190, right: 40, top: 38, bottom: 26 },
    xAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: isNarrow ? 3 : 6,
      axisLabel: { ...text, color: tones.muted, fontSize: 12 },
      splitLine: { lineStyle: { color: tones.line } },
    },
    yAxis: [
      {
        ...axis,
        axisLine: { lineStyle: { color: tones.line } },
        axisLabel: isNarrow
          ? { ...text, inside: true, align: 'left', verticalAlign: 'bottom', padding: [0, 0, 13, -4], margin: 0 }
          : { ...text, width: 178, overflow: 'truncate', align: 'left', margin: 184 },
        z: 10,
      },
      hidden,
      hidden,
    ],
    series: [
      delivered,
      bar(
        1,
        `Opened${by}`,
        steps.map((step) => byPeople(step.opened)),
        tones.brand,
        14,
      ),
      bar(
        2,
        `Clicked${by}`,
        steps.map((step) => byPeople(step.clicked)),
        tones.accent,
        6,
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
