/** The small pictures beside words. They say nothing that the word does not, so readers of screens pass them over. */
const PATHS = {
  dot: 'M8 5.500a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  ring: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z',
  arrow: 'M3 8h9M8.5 4.5 12 8l-3.5 3.5',
  back: 'M13 8H4M7.5 4.5 4 8l3.5 3.5',
  clock: 'M8 2.500a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3l2 1.5',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  warning: 'M8 2.5 14 13H2L8 2.500zM8 6.500v3M8 11.200v.1',
  pause: 'M5.5 3.500v9M10.5 3.500v9',
  cross: 'M4 4l8 8M12 4l-8 8',
  undo: 'M5.5 3 3 5.5 5.5 8M3 5.500h6a3.5 3.5 0 0 1 0 7H6',
  home: 'M2.5 7.5 8 3l5.5 4.500M4 6.500V13h8V6.5',
  folder: 'M2 4h4.500L8 5.500h6V13H2z',
  mail: 'M2 4h12v8.500H2zM2 4.5 8 9l6-4.5',
  settings: 'M2.5 5h6M11.5 5h2M10 3.500v3M2.5 11h2M7.5 11h6M6 9.500v3',
  person: 'M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3 13.500c.5-2.5 2.5-4 5-4s4.5 1.5 5 4',
  out: 'M9.5 3H3v10h6.500M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  moon: 'M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500z',
  search: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5',
  menu: 'M2.5 4.500h11M2.5 8h11M2.5 11.500h11',
  open: 'M9 3h4v4M13 3 7.5 8.500M11 9.500V13H3V5h3.5',
  copy: 'M5.5 5.500h8v8h-8zM3 10.500H2.500v-8h8V3',
  down: 'M8 3v8M4.5 7.5 8 11l3.5-3.500M3 13.500h10',
  key: 'M5.5 7.500a3 3 0 1 0 0 .1zM8.5 7.500H14v2.500M11.5 7.500v2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const;
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false" {...line}>
      <path d={PATHS[name]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
