import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import classes from "./command-list.module.css";
import { type Command, useCommands } from "./commands.ts";

/** A box to type into and what fits, chosen by arrow keys and Enter, or by a click. */
export function CommandList({ onDone }: { readonly onDone: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(typed);
  const listId = useId();
  const current = Math.min(chosen, commands.length - 1);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onDone();
    command.run();
  };
  const move = (step: number) => setChosen((current + step + commands.length) % Math.max(commands.length, 1));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") run(commands[current]);
    else move(event.key === "ArrowDown" ? 1 : -1);
  };
  return (
    <>
      <input
        className={classes.input}
        role="combobox"
        aria-label="Search or jump to"
        aria-expanded={commands.length > 0}
        aria-controls={listId}
        aria-activedescendant={commands.length > 0 ? `${listId}-${current}` : undefined}
        placeholder="Search or jump to"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <div id={listId} role="listbox" aria-label="Commands" className={classes.list}>
        {commands.map((command, index) => (
          <Option
            key={`${command.area} ${command.title}`}
            id={`${listId}-${index}`}
            command={command}
            isChosen={index === current}
            onRun={() => run(command)}
          />
        ))}
      </div>
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: Command;
  readonly isChosen: boolean;
  readonly onRun: () => void;
}

function Option({ id, command, isChosen, onRun }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the box's above, whose active descendant this is.
    <div
      ref={element}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className={classes.option}
      onClick={onRun}
    >
      <Icon name={command.icon} />
      <span className={classes.title}>{command.title}</span>
      <span className={classes.area}>{command.area}</span>
    </div>
  );
}
