// What a record does not say any more is null in properties, and so removed.
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node.element
SET n += node.properties
REMOVE n:OpenNeed:OpenFund:OpenPilot:OpenGrant:OpenStudy:ListedFund:ListedPilot:ListedGrant:ListedStudy:Unlocated
  :Educator:Entrepreneur:Funder:Researcher:CommunityPartner:Steward
SET n:$(node.labels)
