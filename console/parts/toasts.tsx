import { Button, CloseButton } from "@mantine/core";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { Icon } from "./icon.tsx";
import classes from "./toasts.module.css";

const SHOWN_MS = 5000;
const TOASTS_MAX = 3;

export interface ToastAction {
  readonly label: string;
  readonly onPress: () => void;
}

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isFailure: boolean;
  readonly action?: ToastAction | undefined;
}

interface Toaster {
  readonly say: (text: string) => void;
  readonly sayFailure: (text: string, action?: ToastAction) => void;
}

const ToastContext = createContext<Toaster>({ say: () => {}, sayFailure: () => {} });

/** Says in a corner that something was done; what failed is said where it was tried. */
export function useToast(): Toaster["say"] {
  return use(ToastContext).say;
}

/** Says there what failed after nobody was left where it was tried, and how to go on; it stays until somebody has seen it. */
export function useFailureToast(): Toaster["sayFailure"] {
  return use(ToastContext).sayFailure;
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const close = (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id));
  const toaster = useMemo((): Toaster => {
    const show = (toast: Omit<Toast, "id">) => {
      const id = Math.random();
      setToasts((shown) => [...shown, { ...toast, id }].slice(-TOASTS_MAX));
      return id;
    };
    return {
      say: (text) => {
        const id = show({ text, isFailure: false });
        setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
      },
      sayFailure: (text, action) => show({ text, isFailure: true, action }),
    };
  }, []);
  const [done, failed] = [toasts.filter((one) => !one.isFailure), toasts.filter((one) => one.isFailure)];
  return (
    <ToastContext value={toaster}>
      {children}
      <div className={classes.corner}>
        {failed.map((toast) => (
          <FailureToast key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
        <div className={classes.done} role="status">
          {done.map(({ id, text }) => (
            <div key={id} className={classes.toast}>
              <Icon name="check" /> {text}
            </div>
          ))}
        </div>
      </div>
    </ToastContext>
  );
}

function FailureToast({ toast, onClose }: { readonly toast: Toast; readonly onClose: () => void }) {
  const { text, action } = toast;
  return (
    <div className={classes.failure} role="alert">
      <span className={classes.alert}>
        <Icon name="alert" size={18} />
      </span>
      <div className={classes.words}>
        <p>{text}</p>
        {action !== undefined && (
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              onClose();
              action.onPress();
            }}
          >
            {action.label}
          </Button>
        )}
      </div>
      <CloseButton aria-label="Close this message" onClick={onClose} />
    </div>
  );
}
