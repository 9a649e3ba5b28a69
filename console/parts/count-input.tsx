import { NumberInput, type NumberInputProps } from "@mantine/core";

/** A whole number, none below nothing. */
export function CountInput(props: NumberInputProps) {
  return <NumberInput min={0} allowDecimal={false} thousandSeparator="," hideControls {...props} />;
}
