import "@mantine/core/styles.layer.css";
import "./theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./api/api.tsx";
import { App } from "./app.tsx";

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App {...connect()} />
    </StrictMode>,
  );
}
