import { Button, Text, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 2000;
const ROWS_MAX = 8;

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, as in "Copy key". */
  readonly what: string;
  readonly variant?: "default" | "filled";
}

/**
 * Puts a text into the clipboard and says so, in words too. A browser gives no clipboard to a page that came over
 * plain http, nor to one that it was denied to: there the text is selected, and copied by hand.
 */
export function CopyButton({ text, what, variant = "default" }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  const [isByHand, setIsByHand] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () => {
    // The types do not know of pages without one.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    if (clipboard === undefined) setIsByHand(true);
    else
      clipboard.writeText(text).then(
        () => setIsCopied(true),
        () => setIsByHand(true),
      );
  };
  if (isByHand) return <CopiedByHand text={text} what={what} />;
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

function CopiedByHand({ text, what }: Pick<CopyButtonProps, "text" | "what">) {
  return (
    <div>
      <Textarea
        label={`Copy ${what} by hand`}
        readOnly
        autoFocus
        rows={Math.min(text.trim().split("\n").length, ROWS_MAX)}
        value={text}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Text size="xs" role="status">
        Your browser lets this page copy nothing. The text is selected: press Ctrl+C, on a Mac ⌘C.
      </Text>
    </div>
  );
}
