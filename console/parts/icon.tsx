/** Outlines on a grid of 24 by 24. */
const SHAPES = {
  activity: "M3 12h4l3-8 4 16 3-8h4",
  alert: "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 2.6v.1",
  bars: "M5 20V11m7 9V4m7 16v-6",
  building: "M4 21V5l8-2v18m0-12h8v12M2.5 21h19M8 8v.1M8 12v.1M8 16v.1M16 13v.1M16 17v.1",
  check: "m5 12.5 4.5 4.5L19 7",
  chevron: "m9 6 6 6-6 6",
  close: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  download: "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 20h15",
  gauge: "M4 18a9 9 0 1 1 16 0m-8-4 4-5",
  heart:
    "M12 20S4 15 4 9.2C4 6.3 6.2 4.5 8.3 4.5c1.6 0 2.9.8 3.7 2.2.8-1.4 2.1-2.2 3.7-2.2 2.1 0 4.3 1.8 4.3 4.7C20 15 12 20 12 20Z",
  home: "M4 11.5 12 4l8 7.5M6 10v10h12V10m-8 10v-6h4v6",
  key: "M14.5 9.5a4.5 4.5 0 1 1-3.2 4.3L4 21m0-4.5 3 3m7.6-6.6v.1",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3m2 3a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.3",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12v.1M12 12v.1M19 12v.1",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c.6-3.6 3-5.5 6.500-5.500s5.900 1.900 6.500 5.500M16 4.300a3.500 3.500 0 0 1 0 6.500m2 4.200c2 .9 3.100 2.600 3.500 5",
  person: "M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20.500c.7-4 3.500-6 7.500-6s6.800 2 7.500 6",
  plus: "M12 5v14M5 12h14",
  refresh: "M20 5v5h-5M4 19v-5h5m10.500-4A8 8 0 0 0 6 7.500M4.500 14A8 8 0 0 0 18 16.500",
  robot: "M5 9h14v10H5zM12 9V5m0 0v-.1M9 13v1.500m6-1.500v1.500M2.500 13v2.500m19-2.500v2.500",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.500 4.500",
  settings:
    "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Zm-6 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  shield: "M12 3 5 6v5.500c0 4.500 3 7.700 7 9.500 4-1.800 7-5 7-9.500V6l-7-3Zm-3 9 2.200 2.200L15.500 10",
  signOut: "M14 4H6v16h8m-3-8h10m-3.500-3.500L21 12l-3.500 3.500",
  stop: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v1.500m0 15V21M3 12h1.500m15 0H21M5.600 5.600l1.100 1.100m10.600 10.600 1.100 1.100m0-12.800-1.100 1.100M6.700 17.300l-1.100 1.100",
  trash: "M5 7h14M10 7V4h4v3m3 0-.8 13H7.800L7 7m3.500 4v5m3-5v5",
} as const;

export type IconName = keyof typeof SHAPES;

/** Says nothing that the text beside it does not; a screen reader passes over it. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}
