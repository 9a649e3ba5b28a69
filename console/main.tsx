import "@mantine/core/styles.layer.css";
import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<MantineProvider>hello</MantineProvider>);
