import type { Groups } from "../access/groups.ts";
import type { InvitationAcceptance } from "../access/invitation-acceptance.ts";
import type { Invitations } from "../access/invitations.ts";
import type { Sessions } from "../access/sessions.ts";
import type { Users } from "../access/users.ts";
import { user } from "../wire/account.ts";
import { dataOf } from "../wire/envelope.ts";
import {
  acceptanceBody,
  invitationAnswer,
  invitationsAnswer,
  openInvitationAnswer,
} from "../wire/invitation.ts";
import { filterQuery, pagingQuery } from "../wire/queries.ts";
import { refuseForeignPage } from "./own-page.ts";
import { collection, pageOf } from "./paging.ts";
import { presentInvitation, presentOpenInvitation } from "./present-invitation.ts";
import { presentUser } from "./present-user.ts";
import { AnswerWithCookies, defineAnonymousRoute, defineRoute, EMPTY, type Route } from "./route.ts";
import { sessionCookie } from "./session-cookie.ts";

const about = { tags: ["invitations"], extension: true, bucket: "invitations" } as const;

export interface InvitationRoutesDependencies {
  readonly groups: Groups;
  readonly invitations: Invitations;
  readonly invitationAcceptance: InvitationAcceptance;
  readonly sessions: Sessions;
  readonly users: Users;
}

export function invitationRoutes(dependencies: InvitationRoutesDependencies): Route[] {
  return [...managersRoutes(dependencies), ...holdersRoutes(dependencies)];
}

function managersRoutes({ groups, invitations }: InvitationRoutesDependencies): Route[] {
  return [
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/invitations",
      operationId: "listInvitations",
      summary: "List the invitations to a group that nobody has accepted yet, for its administrators",
      query: pagingQuery.extend(filterQuery.shape),
      answer: invitationsAnswer,
      errors: [404],
      async authorize({ actor, params }) {
        await groups.seeAsManager(actor, params.id);
      },
      async handle(request) {
        const { actor, params, query } = request;
        const page = await invitations.list(actor, params.id, { ...pageOf(request), filter: query.filter });
        const items = page.items.map((invitation) => presentInvitation(invitation, request.baseUrl));
        return collection(request, { ...page, items });
      },
    }),
    defineRoute({
      ...about,
      method: "GET",
      path: "/groups/{id}/invitations/{invitation_id}",
      operationId: "getInvitation",
      summary: "Get an invitation to a group, for its administrators",
      answer: invitationAnswer,
      errors: [404],
      async handle({ actor, params, baseUrl }) {
        const invitation = await invitations.get(actor, params.id, params.invitation_id);
        return { data: presentInvitation(invitation, baseUrl) };
      },
    }),
    defineRoute({
      ...about,
      method: "POST",
      path: "/groups/{id}/invitations/{invitation_id}/resend",
      operationId: "resendInvitation",
      summary: "Send an invitation again with a new link, for administrators; the old link is dead",
      answer: invitationAnswer,
      errors: [404, 429],
      async handle({ actor, params, baseUrl }) {
        const sent = await invitations.resend(actor, params.id, params.invitation_id, baseUrl);
        return { data: presentInvitation(sent.invitation, baseUrl, sent.delivery) };
      },
    }),
    defineRoute({
      ...about,
      method: "DELETE",
      path: "/groups/{id}/invitations/{invitation_id}",
      operationId: "deleteInvitation",
      summary: "Take an invitation to a group back, for its administrators",
      answer: "empty",
      errors: [404],
      async handle({ actor, params }) {
        await invitations.revoke(actor, params.id, params.invitation_id);
        return EMPTY;
      },
    }),
  ];
}

function holdersRoutes({ invitationAcceptance, sessions, users }: InvitationRoutesDependencies): Route[] {
  return [
    defineAnonymousRoute({
      ...about,
      method: "GET",
      path: "/invitations/{token}",
      operationId: "openInvitation",
      summary: "See what the link of an invitation invites to; the token in it is the only credential",
      answer: openInvitationAnswer,
      errors: [404],
      async handle({ params }) {
        const { invitation, group } = await invitationAcceptance.open(params.token);
        return { data: presentOpenInvitation(invitation, group) };
      },
    }),
    defineAnonymousRoute({
      ...about,
      method: "POST",
      path: "/invitations/{token}/accept",
      operationId: "acceptInvitation",
      summary: "Make the invited account and join the group; the answer shows the API key, this once",
      body: acceptanceBody,
      answer: dataOf(user),
      errors: [403, 404, 409],
      async handle({ origin, params, headers, body: { data }, baseUrl }) {
        refuseForeignPage(headers, baseUrl);
        const { token } = params;
        const created = await invitationAcceptance.accept(token, data.id, data.attributes, origin);
        const object = presentUser(await users.view(created.user, ["self"]), baseUrl);
        const answer = { data: { ...object, attributes: { ...object.attributes, apikey: created.apikey } } };
        if (data.start_session !== true) return answer;
        const { token: cookie } = await sessions.startFor(created.user, "password", origin);
        return new AnswerWithCookies(answer, [sessionCookie(cookie, baseUrl)]);
      },
    }),
  ];
}
