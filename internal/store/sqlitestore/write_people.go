package sqlitestore

import (
	lib "modernc.org/sqlite/lib"

	"github.com/edclusters/thirdplace/internal/eic"
	"github.com/edclusters/thirdplace/internal/fault"
	"github.com/edclusters/thirdplace/internal/store"
)

const (
	oldCluster = "SELECT num, version FROM cluster WHERE id = ?1"
	addCluster = `INSERT INTO cluster (id, external, version, fold, unlocated, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6)`
	setCluster = `UPDATE cluster SET external = ?2, version = ?3, fold = ?4, unlocated = ?5, doc = ?6
		WHERE id = ?1`
)

func (b *batch) putCluster(e *entry, c *eic.Cluster) error {
	values := []any{string(c.ID), c.External.ID, int64(c.Version), store.Fold(c.Name), unlocated(c.Place), e.doc}
	if e.From > 0 {
		if err := b.old(e, oldCluster, nil); err != nil {
			return err
		}
		_, err := b.exec(b.ctx, setCluster, values...)
		return err
	}
	num, err := b.insert(b.ctx, addCluster, values...)
	if err == nil {
		b.clusters[eic.ClusterID(c.ID)] = num
	}
	return err
}

const (
	oldOrganization = "SELECT num, version FROM organization WHERE id = ?1"
	addOrganization = `INSERT INTO organization
		(num, id, cluster, source, external, version, fold, kind, grades, part_of, unlocated, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`
	setOrganization = `UPDATE organization SET id = ?2, cluster = ?3, source = ?4, external = ?5, version = ?6,
		fold = ?7, kind = ?8, grades = ?9, part_of = ?10, unlocated = ?11, doc = ?12 WHERE num = ?1`
)

func (b *batch) putOrganization(e *entry, o *eic.Organization) error {
	statement, err := b.rowOf(e, oldOrganization, addOrganization, setOrganization, nil)
	if err != nil {
		return err
	}
	_, err = b.exec(b.ctx, statement, e.num, string(o.ID), e.cluster, o.External.Source, o.External.ID,
		int64(o.Version), store.Fold(o.Name), int64(o.Kind), int64(o.Grades), optional(o.PartOf), unlocated(o.Place), e.doc)
	if err != nil {
		return err
	}
	b.putWords(organizationTable, e)
	return b.putPlace(organizationTable, e, o.Place)
}

const (
	oldPerson = "SELECT num, version FROM person WHERE id = ?1"
	addPerson = `INSERT INTO person (num, id, cluster, source, external, version, doc)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`
	setPerson = `UPDATE person SET id = ?2, cluster = ?3, source = ?4, external = ?5, version = ?6, doc = ?7
		WHERE num = ?1`

	dropMemberships  = "DELETE FROM membership WHERE num = ?1"
	dropAffiliations = "DELETE FROM affiliation WHERE person = ?1"
	dropIdentities   = "DELETE FROM identity WHERE person = ?1"
	addMembership    = "INSERT INTO membership (cluster, fold, person, num, roles) VALUES (?1, ?2, ?3, ?4, ?5)"
	addAffiliation   = "INSERT OR IGNORE INTO affiliation (organization, person) VALUES (?1, ?2)"
	addIdentity      = "INSERT INTO identity (issuer, subject, person) VALUES (?1, ?2, ?3)"
)

func (b *batch) putPerson(e *entry, p *eic.Person) error {
	statement, err := b.rowOf(e, oldPerson, addPerson, setPerson, nil)
	if err != nil {
		return err
	}
	_, err = b.exec(b.ctx, statement, e.num, string(p.ID), e.cluster, p.External.Source, p.External.ID, int64(p.Version), e.doc)
	if err != nil {
		return err
	}
	if e.From > 0 {
		for _, drop := range []string{dropMemberships, dropAffiliations, dropIdentities} {
			if _, err := b.exec(b.ctx, drop, e.num); err != nil {
				return err
			}
		}
	}
	b.putWords(personTable, e)
	return b.putTies(e, p)
}

// putTies writes what a person belongs to and is known by.
func (b *batch) putTies(e *entry, p *eic.Person) error {
	fold := store.Fold(p.Name)
	for _, m := range p.Memberships {
		if _, err := b.exec(b.ctx, addMembership, string(m.Cluster), fold, string(p.ID), e.num, int64(m.Roles)); err != nil {
			return err
		}
	}
	for _, a := range p.Affiliations {
		if _, err := b.exec(b.ctx, addAffiliation, string(a.Organization), e.num); err != nil {
			return err
		}
	}
	for _, id := range p.Identities {
		_, err := b.exec(b.ctx, addIdentity, id.Issuer, id.Subject, e.num)
		if violated(err, lib.SQLITE_CONSTRAINT_PRIMARYKEY) {
			return fault.New(fault.Conflict, fault.Taken, eic.PersonType.String(), id.Issuer, id.Subject)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
