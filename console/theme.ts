import { Badge, Button, createTheme, Modal, Paper, Popover, Table, Tooltip } from "@mantine/core";

/** What theme.css, which has the colours, cannot say. Nothing here may need a style that is made at run time. */
export const theme = createTheme({
  primaryColor: "cyan",
  cursorType: "pointer",
  defaultRadius: "sm",
  respectReducedMotion: true,
  components: {
    Badge: Badge.extend({ defaultProps: { variant: "light", size: "sm", radius: "sm", tt: "none" } }),
    Button: Button.extend({ defaultProps: { size: "xs" } }),
    // The scroll lock would put a style into the page, which the content security policy does not allow.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        size: "md",
        closeButtonProps: { "aria-label": "Close" },
        // A page has one banner, and that is not a dialog's head.
        attributes: { header: { role: "none" } },
      },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: "md" } }),
    Popover: Popover.extend({ defaultProps: { shadow: "md", withinPortal: true } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, withArrow: true, events: { hover: true, focus: true, touch: true } },
    }),
  },
});
