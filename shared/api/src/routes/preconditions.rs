//! Which changes may come with a precondition: what they change has an `updated_at`, with which a form was loaded.

use super::{
    CreditsOperation as Credits, ModelAccessGroupsOperation as AccessGroups,
    ModelGroupsOperation as ModelGroups, ModelsOperation as Models, Operation,
    OrganizationsOperation as Organizations, ProviderCredentialsOperation as Credentials,
    TeamsOperation as Teams, WebhooksOperation as Webhooks,
};

impl Operation {
    /// Whether it changes a resource that has an `updated_at`, so that `If-Match`, or `updated_at` in the body, makes it depend on
    /// nobody else having changed the resource.
    #[must_use]
    pub const fn takes_precondition(self) -> bool {
        match self {
            Self::Teams(operation) => matches!(
                operation,
                Teams::UpdateTeam
                    | Teams::DeleteTeam
                    | Teams::SetTeamAccessGroups
                    | Teams::SetTeamModelGroups
                    | Teams::SetTeamMarkup
                    | Teams::SuspendTeam
                    | Teams::SuspendTeamByPost
                    | Teams::PauseTeam
                    | Teams::PauseTeamByPost
                    | Teams::ResumeTeam
                    | Teams::ResumeTeamByPost
            ),
            Self::Credits(operation) => matches!(
                operation,
                Credits::ConfigureAutoRefill | Credits::SetConversionRates | Credits::SetBudgetMode
            ),
            Self::Organizations(operation) => matches!(
                operation,
                Organizations::UpdateOrganization
                    | Organizations::SetOrganizationStatus
                    | Organizations::DeleteOrganization
            ),
            Self::Models(operation) => matches!(
                operation,
                Models::UpdateModel
                    | Models::UpdateModelByOlderPath
                    | Models::DeleteModel
                    | Models::DeleteModelByOlderPath
            ),
            Self::ModelAccessGroups(operation) => matches!(
                operation,
                AccessGroups::UpdateAccessGroup
                    | AccessGroups::SetAccessGroupModels
                    | AccessGroups::DeleteAccessGroup
            ),
            Self::ModelGroups(operation) => matches!(
                operation,
                ModelGroups::UpdateModelGroup
                    | ModelGroups::SetModelGroupModels
                    | ModelGroups::DeleteModelGroup
            ),
            Self::ProviderCredentials(operation) => matches!(
                operation,
                Credentials::UpdateCredential
                    | Credentials::ActivateCredential
                    | Credentials::DeactivateCredential
                    | Credentials::DeleteCredential
            ),
            Self::Webhooks(operation) => matches!(
                operation,
                Webhooks::UpdateWebhook | Webhooks::RotateWebhookSecret | Webhooks::DeleteWebhook
            ),
            _ => false,
        }
    }
}
