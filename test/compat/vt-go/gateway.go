package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strconv"

	vt "github.com/VirusTotal/vt-go"
)

// runGateway makes the calls that a gateway passes on, as VirusTotal's own command line makes them.
func runGateway(client *vt.Client, command string, args []string) error {
	switch command {
	case "object":
		return printObject(client, vt.URL("%s", args[0]))
	case "list":
		return printList(client, vt.URL("%s", args[0]), args[1], args[2], args[3])
	case "search":
		return search(client, args[0], args[1], args[2])
	case "scan-file":
		return scanFile(client, args[0])
	case "scan-url":
		analysis, err := client.NewURLScanner().Scan(args[0])
		if err != nil {
			return err
		}
		return printLine(analysis.ID())
	case "download":
		return download(client, args[0])
	case "comment":
		comment := vt.NewObject("comment")
		if err := comment.SetString("text", args[1]); err != nil {
			return err
		}
		if err := client.PostObject(vt.URL("%s/comments", args[0]), comment); err != nil {
			return err
		}
		return printLine(comment.ID())
	}
	return fmt.Errorf("unknown command %q", command)
}

// printList prints ids of at most limit items (0: all) and then the cursor to go on from. It starts at a cursor
// unless that is empty.
func printList(client *vt.Client, address *url.URL, batchSize, limit, cursor string) error {
	options, err := pageOptions(batchSize, limit)
	if err != nil {
		return err
	}
	items, err := client.Iterator(address, append(options, vt.IteratorCursor(cursor))...)
	if err != nil {
		return err
	}
	return printItems(items)
}

func search(client *vt.Client, query, batchSize, limit string) error {
	options, err := pageOptions(batchSize, limit)
	if err != nil {
		return err
	}
	found, err := client.Search(query, append(options, vt.IteratorDescriptorsOnly(true))...)
	if err != nil {
		return err
	}
	return printItems(found)
}

func pageOptions(batchSize, limit string) ([]vt.IteratorOption, error) {
	size, err := strconv.Atoi(batchSize)
	if err != nil {
		return nil, err
	}
	count, err := strconv.Atoi(limit)
	if err != nil {
		return nil, err
	}
	return []vt.IteratorOption{vt.IteratorBatchSize(size), vt.IteratorLimit(count)}, nil
}

func printItems(items *vt.Iterator) error {
	for items.Next() {
		if err := printLine(items.Get().ID()); err != nil {
			return err
		}
	}
	if err := items.Error(); err != nil {
		return err
	}
	return printLine(map[string]string{"cursor": items.Cursor()})
}

// scanFile asks for an address first where the file is too large for the usual one, which is the library's decision.
func scanFile(client *vt.Client, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	analysis, err := client.NewFileScanner().ScanFile(file, nil)
	if err != nil {
		return err
	}
	return printLine(analysis.ID())
}

func download(client *vt.Client, name string) error {
	hash := sha256.New()
	bytes, err := client.DownloadFile(name, hash)
	if err != nil {
		return err
	}
	return printLine(map[string]any{"bytes": bytes, "sha256": hex.EncodeToString(hash.Sum(nil))})
}
