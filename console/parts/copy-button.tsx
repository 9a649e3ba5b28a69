import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 2000;

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as in "Copy key". */
  readonly what: string;
  readonly variant?: "default" | "filled";
}

/** Puts a text into the clipboard and says so, in words too. */
export function CopyButton({ text, what, variant = "default" }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };
  return (
    <Button
      variant={variant}
      onClick={copy}
      leftSection={<Icon name={isCopied ? "check" : "copy"} size={14} />}
    >
      <span aria-live="polite">{isCopied ? "Copied" : `Copy ${what}`}</span>
    </Button>
  );
}
