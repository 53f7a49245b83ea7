/** The quarter dial. */
export function BrandMark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <circle cx="11" cy="11" r="9" fill="none" stroke="var(--ink)" strokeWidth="1.7" />
      <path d="M11 11V4.6A6.4 6.4 0 0 1 17.4 11Z" fill="var(--cpu)" />
    </svg>
  );
}
