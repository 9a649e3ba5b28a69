// Command vtgo makes the calls that administrators and members make through VirusTotal's Go library, so that
// the released library, unmodified, is what speaks to the server. It prints one JSON value a line.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"

	vt "github.com/VirusTotal/vt-go"
)

// The four relationships that VirusTotal's own command line asks for with every user.
const userRelationships = "groups,api_quota_group,intelligence_quota_group,monitor_quota_group"

func main() {
	if len(os.Args) < 2 {
		fail(errors.New("usage: vtgo user|group|members|privilege|metadata|delete|object|list|search|scan-file|scan-url|download|comment …"))
	}
	vt.SetHost(os.Getenv("VTGO_HOST"))
	client := vt.NewClient(os.Getenv("VTGO_APIKEY"))
	if err := run(client, os.Args[1], os.Args[2:]); err != nil {
		fail(err)
	}
}

func run(client *vt.Client, command string, args []string) error {
	switch command {
	case "user":
		address := vt.URL("users/%s", args[0])
		address.RawQuery = "relationships=" + userRelationships
		return printObject(client, address)
	case "group":
		return printObject(client, vt.URL("groups/%s", args[0]))
	case "members":
		return printMembers(client, args[0], args[1])
	case "privilege":
		return setPrivilege(client, args[0], args[1], args[2], args[3], args[4])
	case "metadata":
		metadata, err := client.GetMetadata()
		if err != nil {
			return err
		}
		return printLine(metadata)
	case "delete":
		response, err := client.Delete(vt.URL("%s", args[0]))
		if err != nil {
			return err
		}
		return printLine(map[string]int{"bytes": len(response.Data)})
	}
	return runGateway(client, command, args)
}

func printObject(client *vt.Client, address *url.URL) error {
	object, err := client.GetObject(address)
	if err != nil {
		return err
	}
	attributes := map[string]any{}
	for _, name := range object.Attributes() {
		value, err := object.Get(name)
		if err != nil {
			return err
		}
		attributes[name] = value
	}
	relationships := map[string][]string{}
	for _, name := range object.Relationships() {
		relationship, err := object.GetRelationship(name)
		if err != nil {
			return err
		}
		ids := []string{}
		for _, related := range relationship.Objects() {
			ids = append(ids, related.ID())
		}
		relationships[name] = ids
	}
	return printLine(map[string]any{
		"type": object.Type(), "id": object.ID(), "attributes": attributes, "relationships": relationships,
	})
}

// printMembers follows links.next, as this library does, and not meta.cursor.
func printMembers(client *vt.Client, group string, batchSize string) error {
	size, err := strconv.Atoi(batchSize)
	if err != nil {
		return err
	}
	members, err := client.Iterator(vt.URL("groups/%s/users", group), vt.IteratorBatchSize(size))
	if err != nil {
		return err
	}
	for members.Next() {
		if err := printLine(members.Get().ID()); err != nil {
			return err
		}
	}
	return members.Error()
}

// setPrivilege sends 0 for "never expires", as VirusTotal's command line does.
func setPrivilege(client *vt.Client, noun, id, privilege, granted, expiration string) error {
	expirationSeconds, err := strconv.ParseInt(expiration, 10, 64)
	if err != nil {
		return err
	}
	object := vt.NewObjectWithID(noun, id)
	if err := object.Set("privileges", map[string]any{
		privilege: map[string]any{"granted": granted == "true", "expiration_date": expirationSeconds},
	}); err != nil {
		return err
	}
	if err := client.PatchObject(vt.URL("%ss/%s", noun, id), object); err != nil {
		return err
	}
	return printLine(object.ID())
}

func printLine(value any) error {
	return json.NewEncoder(os.Stdout).Encode(value)
}

func fail(err error) {
	var apiError vt.Error
	if errors.As(err, &apiError) {
		fmt.Fprintf(os.Stderr, "%s: %s\n", apiError.Code, apiError.Message)
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}
