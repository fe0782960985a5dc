/** Why live and settled may differ: the API's causes in their fixed order, in a person's words. */

export interface Cause {
  name: string
  label: string
  meaning: string
}

export const CAUSES: readonly Cause[] = [
  { name: 'correction', label: 'Correction', meaning: 'An operator corrected a reading; only the nightly run knows it.' },
  { name: 'late', label: 'Late', meaning: 'A reading came after the night had been closed. Live has it already.' },
  { name: 'duplicate_conflict', label: 'Conflict', meaning: 'One meter said two things at one instant, and live had heard one of them.' },
  { name: 'register_event', label: 'Register event', meaning: 'A meter was swapped, reset or rolled over, and live had not heard of it.' },
  { name: 'quarantine', label: 'Quarantine', meaning: 'One layer refused a reading: the night before supply began, or live before the home was enrolled.' },
  { name: 'clock', label: 'Clock', meaning: "A meter's clock was ahead." },
  { name: 'speed_outage', label: 'Live was behind', meaning: 'The stream stood still or had lost what it knew, and had not caught up yet.' },
]
