import { analysisMeta, findAnalysis, pollAnalysis } from "./analyses.ts";
import { EMPTY, json } from "./answer.ts";
import { deleteComment, findComment } from "./comments.ts";
import { readFeed } from "./feeds.ts";
import { FILE_ROUTES, UPLOAD_ROUTES } from "./file-routes.ts";
import { metadata } from "./metadata.ts";
import { type Find, objectRoutes, opinionRoutes, show } from "./object-routes.ts";
import { collection, descriptor, present, single, USUAL_PAGE } from "./present.ts";
import { findResolution } from "./resolutions.ts";
import type { DemoRoute } from "./router.ts";
import { lookUp, queryOf, searchFiles } from "./search.ts";
import { findDomain, findIpAddress } from "./sites.ts";
import { URL_ROUTES } from "./url-routes.ts";

const SEARCH_PAGE = { limit: 10, limitMax: 300 };

const domain: Find = (_request, id) => findDomain(id);
const ipAddress: Find = (_request, id) => findIpAddress(id);

/** Below /api/v3; literal names stand before those that stand for any. */
const API_ROUTES: readonly DemoRoute[] = [
  ["GET", "/metadata", () => json({ data: metadata() })],
  ...FILE_ROUTES,
  ...URL_ROUTES,
  ...objectRoutes("/domains", domain),
  ...opinionRoutes("/domains", domain),
  ...objectRoutes("/ip_addresses", ipAddress),
  ...opinionRoutes("/ip_addresses", ipAddress),
  ["GET", "/resolutions/{id}", show((_request, id) => findResolution(id))],
  ...analysisRoutes("analyses"),
  ...analysisRoutes("private/analyses"),
  ["GET", "/comments/{id}", show(({ world }, id) => findComment(world, id))],
  [
    "DELETE",
    "/comments/{id}",
    ({ world }, { id = "" }) => {
      deleteComment(world, id);
      return EMPTY;
    },
  ],
  [
    "GET",
    "/search",
    (request) => {
      const found = lookUp(request.world, queryOf(request.query));
      return json(collection(request, found, USUAL_PAGE, (item) => present(request, item)));
    },
  ],
  [
    "GET",
    "/intelligence/search",
    (request) => {
      const found = searchFiles(request.world, queryOf(request.query));
      const isShort = request.query.get("descriptors_only") === "true";
      return json(
        collection(request, found, SEARCH_PAGE, (item) =>
          isShort ? descriptor(item) : present(request, item),
        ),
      );
    },
  ],
  ["GET", "/feeds/{kind}/{time}", ({ world }, { kind = "", time = "" }) => readFeed(world, kind, time)],
  [
    "GET",
    "/feeds/{kind}/hourly/{time}",
    ({ world }, { kind = "", time = "" }) => readFeed(world, kind, time),
  ],
];

/** Everything that asks for the key. */
export const ROUTES: readonly DemoRoute[] = [
  ...API_ROUTES.map(([method, path, handle]): DemoRoute => [method, `/api/v3${path}`, handle]),
  ...UPLOAD_ROUTES,
];

function analysisRoutes(name: string): DemoRoute[] {
  return [
    [
      "GET",
      `/${name}/{id}`,
      (request, { id = "" }) => {
        const analysis = pollAnalysis(request, id, name);
        return json({ ...single(request, analysis), meta: analysisMeta(request, analysis) });
      },
    ],
    [
      "GET",
      `/${name}/{id}/item`,
      (request, { id = "" }) => json(single(request, findAnalysis(request, id, name).subject)),
    ],
  ];
}
