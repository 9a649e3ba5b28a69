/** How an account works: what it calls and when. */
export type Habit = "analyst" | "hunter" | "occasional" | "automation" | "gone";

export interface DemoPerson {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly habit: Habit;
}

export interface DemoServiceAccount {
  readonly name: string;
  /** Calls in an hour, on an ordinary one. */
  readonly callsPerHour: number;
  readonly capDaily: number;
  readonly roles: readonly string[];
}

export interface DemoGroup {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly privileges: readonly string[];
  readonly people: readonly DemoPerson[];
  readonly administrators: readonly string[];
  readonly serviceAccounts: readonly DemoServiceAccount[];
  readonly invited: readonly string[];
}

export const DOMAIN = "acme.example";

export const GROUPS: readonly DemoGroup[] = [
  {
    id: "acme-soc",
    attributes: {
      organization: "Acme Security Operations",
      organization_legal_name: "Acme Industries SE",
      country: "Germany",
      country_iso: "DE",
      domain_name: DOMAIN,
      industry: "Manufacturing",
      contact_emails: [`soc@${DOMAIN}`],
      auto_add_users: [`*@soc.${DOMAIN}`],
    },
    privileges: ["intelligence", "livehunt", "private"],
    people: [
      ...people("analyst", [
        "Mara Lindqvist",
        "Tomás Herrera",
        "Aisha Rahman",
        "Jonas Weber",
        "Chiara Romano",
        "Pavel Novák",
        "Ngozi Okafor",
        "Liam O'Connor",
        "Yuki Tanaka",
        "Elif Demir",
        "Sofia Almeida",
        "Marek Kowalski",
        "Hannah Schmidt",
        "Rohan Gupta",
      ]),
      ...people("occasional", [
        "Ingrid Solberg",
        "Diego Vargas",
        "Emma Fischer",
        "Omar Haddad",
        "Katarzyna Zielińska",
        "Lucas Martin",
      ]),
      ...people("gone", ["Peter Hoffmann"]),
    ],
    administrators: ["mara.lindqvist", "jonas.weber"],
    serviceAccounts: [
      { name: "soar", callsPerHour: 90, capDaily: 6000, roles: ["USER_ROLE_FILE_DOWNLOADS"] },
      { name: "siem-enrichment", callsPerHour: 160, capDaily: 10_000, roles: [] },
      { name: "sandbox", callsPerHour: 25, capDaily: 2000, roles: ["USER_ROLE_FILE_UPLOADS"] },
      { name: "mail-gateway", callsPerHour: 60, capDaily: 4000, roles: [] },
    ],
    invited: [`newcomer@${DOMAIN}`, `w.brandt@${DOMAIN}`],
  },
  {
    id: "acme-cti",
    attributes: {
      organization: "Acme Threat Intelligence",
      country: "Germany",
      country_iso: "DE",
      domain_name: DOMAIN,
      industry: "Manufacturing",
    },
    privileges: ["intelligence", "livehunt", "retrohunt", "vtdiff-api", "private-collections"],
    people: people("hunter", [
      "Noémie Laurent",
      "Arjun Mehta",
      "Freya Andersen",
      "Kwame Mensah",
      "Wei Zhang",
      "Isabel Santos",
      "Nikolai Petrov",
      "Grace Thompson",
      "Anna Ricci",
    ]),
    administrators: ["noemie.laurent"],
    serviceAccounts: [
      { name: "misp-sync", callsPerHour: 40, capDaily: 3000, roles: [] },
      { name: "yara-retrohunt", callsPerHour: 6, capDaily: 500, roles: ["USER_ROLE_FILE_DOWNLOADS"] },
    ],
    invited: [`intern.cti@${DOMAIN}`],
  },
  {
    id: "borealis-mssp",
    attributes: {
      organization: "Borealis Managed Security",
      organization_legal_name: "Borealis Oy",
      country: "Finland",
      country_iso: "FI",
      domain_name: "borealis.example",
      industry: "Managed services",
    },
    privileges: [],
    people: people("analyst", [
      "Aino Virtanen",
      "Mikko Laine",
      "Sara Korhonen",
      "Eetu Nieminen",
      "Olga Ivanova",
      "Juhani Mäkelä",
      "Helmi Saarinen",
      "Ville Heikkinen",
    ]),
    administrators: ["aino.virtanen"],
    serviceAccounts: [{ name: "ticketing", callsPerHour: 15, capDaily: 1000, roles: [] }],
    invited: [],
  },
];

function people(habit: Habit, names: readonly string[]): DemoPerson[] {
  return names.map((name) => {
    const [firstName = "", lastName = ""] = name.split(" ", 2);
    return { id: `${ascii(firstName)}.${ascii(lastName)}`, firstName, lastName, habit };
  });
}

function ascii(name: string): string {
  const plain = name.normalize("NFD").replaceAll("ł", "l");
  return plain.replace(/[^A-Za-z]/g, "").toLowerCase();
}
