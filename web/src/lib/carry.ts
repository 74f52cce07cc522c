// Files dragged from one part of the page to another. Browsers differ in whether a file put into a drag by a
// page comes out at the drop, so the drag also carries a ticket by which the page finds the file again.

export const kTicketType = 'application/x-evoladder-file';
const kKeptMax = 8;
const kept = new Map<string, File>();
let next_ticket = 1;

export function check_in(file: File): string {
  const ticket = String(next_ticket++);
  kept.set(ticket, file);
  const oldest = kept.keys().next();
  if (kept.size > kKeptMax && !oldest.done) kept.delete(oldest.value);
  return ticket;
}

/**
 * Fills a drag that starts: the file for this page, and an address for the desktop where the browser knows
 * that.
 */
export function fill(transfer: DataTransfer, file: File, address: string): void {
  transfer.effectAllowed = 'copy';
  transfer.setData(kTicketType, check_in(file));
  transfer.setData('DownloadURL', `application/octet-stream:${file.name}:${address}`);
  try {
    transfer.items.add(file);
  } catch {
    // The ticket is enough.
  }
}

export function carried_file(transfer: Pick<DataTransfer, 'files' | 'getData'>): File | null {
  return kept.get(transfer.getData(kTicketType)) ?? transfer.files[0] ?? null;
}

export function carries_file(transfer: Pick<DataTransfer, 'types'> | null): boolean {
  return transfer !== null && (transfer.types.includes('Files') || transfer.types.includes(kTicketType));
}

export type FileFault = 'not_a_replay' | 'empty' | null;

/** What can be seen before an upload; the server judges the rest. */
export function fault_of(file: Pick<File, 'name' | 'size'>): FileFault {
  if (!/\.sc2replay$/i.test(file.name)) return 'not_a_replay';
  return file.size === 0 ? 'empty' : null;
}
