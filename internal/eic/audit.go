package eic

import (
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/edclusters/thirdplace/internal/fault"
)

// AuditEntry says who did what with which record: a steward or a program, or
// somebody who read how to reach a person. It holds ids and no other personal data,
// and is never changed.
type AuditEntry struct {
	// ID orders the entries of a deployment by time; see NewAuditID.
	ID      string    `json:"id"`
	Cluster ClusterID `json:"cluster"` // whose stewards may read it
	At      time.Time `json:"at"`      // UTC, to the millisecond
	By      string    `json:"by"`      // a PersonID, the CredentialID of a service account, or CommandLine
	Action  string    `json:"action"`  // such as "set membership"
	Record  string    `json:"record"`  // the id of what it was done with
	Request string    `json:"request,omitempty"`
}

// CommandLine is who did what a command did: whoever may run commands on the machine.
const CommandLine = "command line"

// NewAuditID makes the id of an entry: eleven digits of the milliseconds since 1970
// in base 16, and twenty characters from 13 random bytes of entropy, so that the order of
// ids is that of time.
func NewAuditID(at time.Time, entropy io.Reader) (string, error) {
	var b [13]byte
	if _, err := io.ReadFull(entropy, b[:]); err != nil {
		return "", fault.Wrap("make id", err)
	}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(at.UnixMilli()))
	return fmt.Sprintf("%x", ms)[5:] + key(b[:], recordKeyLen), nil
}
