import { Clock, Cpu, House, Logs, Settings, Users, type LucideIcon } from 'lucide-react';

export interface PageEntry {
  readonly path: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly foot?: boolean;
}

/** The pages in the order of the sidebar, which is the order of their number keys. */
export const pages: readonly PageEntry[] = [
  { path: '/', name: 'Home', icon: House },
  { path: '/lending', name: 'Lending', icon: Cpu },
  { path: '/jobs', name: 'Jobs', icon: Logs },
  { path: '/hours', name: 'Hours', icon: Clock },
  { path: '/people', name: 'People', icon: Users, foot: true },
  { path: '/settings', name: 'Settings', icon: Settings, foot: true },
];

export const newJobPath = '/jobs/new';
export const exampleJobPath = '/jobs/new/prime-count';
export const jobPath = (id: string) => `/jobs/${id}`;
export const receiptPath = (id: string) => `/hours/${id}`;
