import { Component, type ReactNode } from "react";
import { Failure } from "../parts/notices.tsx";

interface ErrorBoundaryProps {
  /** When it changes, what went wrong is left behind. */
  readonly place: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
  readonly place: string;
}

/** Keeps a defect of one view from taking the rest of the page with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Pick<ErrorBoundaryState, "error"> {
    return { error };
  }

  static getDerivedStateFromProps(
    { place }: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): ErrorBoundaryState | null {
    return place === state.place ? null : { error: undefined, place };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failure error={error} onRetry={() => location.reload()} />;
  }
}
