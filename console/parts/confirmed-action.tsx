import { useMutation } from "@tanstack/react-query";
import { Confirmation, type ConfirmationProps } from "./confirmation.tsx";
import { useToast } from "./toasts.tsx";

export interface ConfirmedActionProps extends Omit<ConfirmationProps, "onConfirm" | "isPending" | "error"> {
  readonly act: () => Promise<unknown>;
  /** What is said afterwards. */
  readonly done: string;
  readonly onDone: () => unknown;
}

/** Does something that ends something, once that was confirmed. */
export function ConfirmedAction({ act, done, onDone, ...confirmation }: ConfirmedActionProps) {
  const say = useToast();
  const { mutate, isPending, error } = useMutation({
    mutationFn: act,
    onSuccess: () => {
      say(done);
      return onDone();
    },
  });
  return <Confirmation {...confirmation} isPending={isPending} error={error} onConfirm={() => mutate()} />;
}
