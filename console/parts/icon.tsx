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
  key: "M8 20a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm2.9-6.9L20 4m-3 3 2.5 2.5M13.5 10.5l2 2",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3m2 3a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.3",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Zm7 0a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Zm7 0a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6Z",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 9c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 4.3a3.5 3.5 0 0 1 0 6.5m2 4.2c2 .9 3.1 2.6 3.5 5",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.7-4 3.5-6 7.5-6s6.8 2 7.5 6",
  plus: "M12 5v14M5 12h14",
  refresh: "M20 5v5h-5M4 19v-5h5m10.5-4A8 8 0 0 0 6 7.5M4.5 14A8 8 0 0 0 18 16.5",
  robot: "M5 9h14v10H5zM12 9V5m0 0v-.1M9 13v1.5m6-1.5v1.5M2.5 13v2.5m19-2.5v2.5",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  settings:
    "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  shield: "M12 3 5 6v5.5c0 4.5 3 7.7 7 9.5 4-1.8 7-5 7-9.5V6l-7-3Zm-3 9 2.2 2.2L15.5 10",
  signOut: "M14 4H6v16h8m-3-8h10m-3.5-3.5L21 12l-3.5 3.5",
  stop: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v1.5m0 15V21M3 12h1.5m15 0H21M5.6 5.6l1.1 1.1m10.6 10.6 1.1 1.1m0-12.8-1.1 1.1M6.7 17.3l-1.1 1.1",
  trash: "M5 7h14M10 7V4h4v3m3 0-.8 13H7.8L7 7m3.5 4v5m3-5v5",
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
