// What lets people and programs in, and who did what.
CREATE CONSTRAINT credential_id IF NOT EXISTS FOR (n:Credential) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX credential_over IF NOT EXISTS FOR (n:Credential) ON (n.over);
CREATE CONSTRAINT audit_key IF NOT EXISTS FOR (n:AuditEntry) REQUIRE n.key IS UNIQUE;
CREATE RANGE INDEX audit_by IF NOT EXISTS FOR (n:AuditEntry) ON (n.by);
CREATE RANGE INDEX audit_record IF NOT EXISTS FOR (n:AuditEntry) ON (n.record);
CREATE RANGE INDEX audit_at IF NOT EXISTS FOR (n:AuditEntry) ON (n.at);

// So that old events are found.
CREATE RANGE INDEX event_at IF NOT EXISTS FOR (n:Event) ON (n.at);

// The names that statements use.
UNWIND ['Credential', 'AuditEntry'] AS name CALL db.createLabel(name);
UNWIND ['ended', 'endedBy', 'over'] AS name CALL db.createProperty(name);
