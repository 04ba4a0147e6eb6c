-- What a model can be asked for. A model that makes embeddings has no chat, and the reverse.

CREATE TYPE model_kind AS ENUM ('chat', 'embedding');
COMMENT ON TYPE model_kind IS 'What a model can be asked for. chat: an answer to a conversation; embedding: vectors that stand for texts.';

ALTER TABLE model_catalogue ADD COLUMN kind model_kind NOT NULL DEFAULT 'chat';
ALTER TABLE model_aliases ADD COLUMN kind model_kind NOT NULL DEFAULT 'chat';

COMMENT ON COLUMN model_catalogue.kind IS 'What the model can be asked for.';
COMMENT ON COLUMN model_aliases.kind IS 'What the model can be asked for. Of embedding models, the output price and the limit of an answer are not used: vectors are no tokens.';
