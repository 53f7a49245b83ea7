import {
  ClipboardList,
  Clock,
  Cpu,
  House,
  Logs,
  Package,
  Settings,
  Share2,
  Users,
  type LucideIcon,
} from 'lucide-react';

export interface PageEntry {
  readonly path: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly foot?: boolean;
  /** Another address of which the entry says that it is here. */
  readonly also?: string;
}

/** The pages in the order of the sidebar, which is the order of their number keys. */
export const pages: readonly PageEntry[] = [
  { path: '/', name: 'Home', icon: House },
  { path: '/lending', name: 'Lending', icon: Cpu },
  { path: '/jobs', name: 'Jobs', icon: Logs },
  { path: '/software', name: 'Software', icon: Package },
  { path: '/tasks', name: 'Tasks', icon: ClipboardList },
  { path: '/stakes', name: 'Stakes', icon: Share2 },
  { path: '/hours', name: 'Hours', icon: Clock },
  { path: '/community', name: 'Community', icon: Users, foot: true, also: '/people' },
  { path: '/settings', name: 'Settings', icon: Settings, foot: true },
];

export const newJobPath = '/jobs/new';
export const exampleJobPath = '/jobs/new/prime-count';
export const jobPath = (id: string) => `/jobs/${id}`;
export const receiptPath = (id: string) => `/hours/${id}`;
export const receiptsPath = '/hours/receipts';
export const supplyPath = '/hours/supply';
export const foreseenPath = '/hours/foreseen';
/** The statement of one community, the supply of its hours and what it foresees, wherever this machine lends and asks. */
export const hoursOfPath = (id: string, part?: 'supply' | 'foreseen') =>
  part === undefined ? `/hours/of/${id}` : `/hours/of/${id}/${part}`;
export const createCommunityPath = '/community/create';
export const joinPath = '/community/join';
export const openCommunityPath = '/community/open';
export type CommunityPart = 'members' | 'invitations' | 'witnesses' | 'record' | 'rules';
export const communityPath = (id: string, part?: CommunityPart) =>
  part === undefined ? `/community/${id}` : `/community/${id}/${part}`;
export const memberPath = (id: string, member: string) => `/community/${id}/members/${member}`;
export const causesPath = '/stakes/causes';
export const newCausePath = '/stakes/causes/new';
export const causePath = (id: string) => `/stakes/causes/${id}`;
/** A form with the words of a cause, for one that stands in its place. */
export const causeAnewPath = (id: string) => `/stakes/causes/${id}/anew`;
export const offersPath = '/stakes/offers';
/** The form of an offer that asks for stake under this cause already. */
export const offerForPath = (cause: string) => `/stakes/offers/for/${cause}`;
export const roundsPath = '/stakes/rounds';
export const roundPath = (round: number) => `/stakes/rounds/${round}`;
export const influencePath = '/stakes/influence';
export const memoryPath = '/stakes/memory';
const taskTabPaths = {
  to_estimate: '/tasks',
  to_take: '/tasks/take',
  mine: '/tasks/mine',
  asked: '/tasks/asked',
  all: '/tasks/all',
} as const;
export const tasksPath = (tab: keyof typeof taskTabPaths) => taskTabPaths[tab];
export const calibrationPath = '/tasks/yours';
export const newTaskPath = '/tasks/new';
export const taskPath = (id: string) => `/tasks/${id}`;
/** A form with the words of a task, for another one. */
export const taskAnewPath = (id: string) => `/tasks/${id}/anew`;
export const softwarePath = '/software';
export const sharedSoftwarePath = '/software/mine';
export const shareSoftwarePath = '/software/share';
export const releaseFilePath = '/software/file';
export const releasePath = (id: string) => `/software/${id}`;
