/** The barrier of a tollgate. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#0b7285" />
      <path d="M7 25V11.5M25 25V11.5" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M5 9.5 27 6.5" stroke="#ffd43b" strokeWidth="3" strokeLinecap="round" />
      <circle cx="16" cy="18.5" r="3.2" fill="#fff" />
    </svg>
  );
}
