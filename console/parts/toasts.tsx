import { createContext, type ReactNode, use, useCallback, useState } from "react";
import { Icon } from "./icon.tsx";
import classes from "./toasts.module.css";

const SHOWN_MS = 5000;
const TOASTS_MAX = 3;

interface Toast {
  readonly id: number;
  readonly text: string;
}

type Say = (text: string) => void;

const ToastContext = createContext<Say>(() => {});

/** Says in a corner that something was done; what failed is said where it was tried. */
export function useToast(): Say {
  return use(ToastContext);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const say = useCallback((text: string) => {
    const id = Math.random();
    setToasts((shown) => [...shown, { id, text }].slice(-TOASTS_MAX));
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
  }, []);
  return (
    <ToastContext value={say}>
      {children}
      <div className={classes.corner} role="status">
        {toasts.map(({ id, text }) => (
          <div key={id} className={classes.toast}>
            <Icon name="check" /> {text}
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
