import { Modal } from "@mantine/core";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { CommandList } from "./command-list.tsx";

const PaletteContext = createContext<() => void>(() => {});

/** Opens the command palette. */
export function usePalette(): () => void {
  return use(PaletteContext);
}

/** Every view and command at the fingertips: Ctrl or Cmd with K opens it anywhere. */
export function CommandPalette({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      setIsOpen((wasOpen) => !wasOpen);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  const close = () => setIsOpen(false);
  return (
    <PaletteContext value={() => setIsOpen(true)}>
      {children}
      <Modal.Root
        opened={isOpen}
        onClose={close}
        size="lg"
        yOffset="12vh"
        centered={false}
        lockScroll={false}
      >
        <Modal.Overlay />
        <Modal.Content aria-label="Search and commands">
          <CommandList onDone={close} />
        </Modal.Content>
      </Modal.Root>
    </PaletteContext>
  );
}
