import { PasswordInput } from "@mantine/core";

export const PASSWORD_LENGTH_MIN = 12;

export interface NewPasswordProps {
  readonly label?: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
}

export function NewPassword({ label = "New password", value, onChange }: NewPasswordProps) {
  const missing = PASSWORD_LENGTH_MIN - value.length;
  return (
    <PasswordInput
      label={label}
      description="At least 12 characters of any kind; a few random words do well."
      autoComplete="new-password"
      required
      withAsterisk={false}
      minLength={PASSWORD_LENGTH_MIN}
      maxLength={256}
      value={value}
      error={value !== "" && missing > 0 ? `${missing} more to go` : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
