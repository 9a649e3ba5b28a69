import { useEffect, useState } from "react";

/** How long a pause in typing is until it counts. */
const PAUSE_MS = 120;

/** A text as it is being typed; `onSettled` is told once one pauses. It follows `text` when that changes elsewhere. */
export function useTyped(
  text: string,
  onSettled: (text: string) => void,
): readonly [string, (typed: string) => void] {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onSettled(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onSettled]);
  return [typed, setTyped];
}
