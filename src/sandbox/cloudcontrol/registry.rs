//! The types that the sandbox's Cloud Control answers for.

use serde_json::Value;

use super::{from_estate, generated, singletons};
use crate::sandbox::estate::Place;

/// One type.
pub(super) struct CloudControlType {
    pub(super) type_name: &'static str,
    /// The called service, as its errors name it.
    pub(super) service: &'static str,
    /// The service's action for listing.
    pub(super) list: &'static str,
    /// The service's action for reading.
    pub(super) read: &'static str,
    pub(super) count: fn(Place<'_>) -> u32,
    /// The identifier of one, parts with `|` between them.
    pub(super) id: fn(Place<'_>, u32) -> String,
    /// All properties that reading returns.
    pub(super) properties: fn(Place<'_>, u32) -> Value,
    pub(super) listed: ListedProperties,
    pub(super) under: Under,
}

/// The properties that listing returns.
#[derive(Clone, Copy)]
pub(super) enum ListedProperties {
    /// As much as reading.
    All,
    /// These properties: the service's list call returns no more.
    Only(&'static [&'static str]),
}

/// The property that a list is asked with.
#[derive(Clone, Copy)]
pub(super) enum Under {
    /// None.
    Nothing,
    /// This one, without which there is no list.
    Needs(&'static str),
    /// This one, or all are listed.
    Takes(&'static str),
}

impl Under {
    pub(super) fn property(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Needs(property) | Self::Takes(property) => Some(property),
        }
    }
}

use ListedProperties::{All, Only};
use Under::{Needs, Nothing, Takes};

macro_rules! registry {
    ($($type_name:literal $service:literal $list:literal $read:literal
       $module:ident::$name:ident $listed:expr, $under:expr;)+) => {
        /// Every type, by name of service.
        pub(super) static REGISTRY: &[CloudControlType] = &[$(CloudControlType {
            type_name: $type_name,
            service: $service,
            list: $list,
            read: $read,
            count: $module::$name::count,
            id: $module::$name::id,
            properties: $module::$name::properties,
            listed: $listed,
            under: $under,
        }),+];
    };
}

registry! {
    "AWS::ApiGateway::RestApi" "ApiGateway" "apigateway:GET" "apigateway:GET"
        generated::rest_api All, Nothing;
    "AWS::AppConfig::Application" "AppConfig" "appconfig:ListApplications"
        "appconfig:GetApplication" singletons::application All, Nothing;
    "AWS::AppConfig::ConfigurationProfile" "AppConfig" "appconfig:ListConfigurationProfiles"
        "appconfig:GetConfigurationProfile" singletons::configuration_profile All, Needs("ApplicationId");
    "AWS::AppConfig::DeploymentStrategy" "AppConfig" "appconfig:ListDeploymentStrategies"
        "appconfig:GetDeploymentStrategy" singletons::deployment_strategy All, Nothing;
    "AWS::AppConfig::Environment" "AppConfig" "appconfig:ListEnvironments"
        "appconfig:GetEnvironment" singletons::environment All, Needs("ApplicationId");
    "AWS::AutoScaling::AutoScalingGroup" "AutoScaling" "autoscaling:DescribeAutoScalingGroups"
        "autoscaling:DescribeAutoScalingGroups" generated::scaling_group All, Nothing;
    "AWS::CloudFront::Distribution" "CloudFront" "cloudfront:ListDistributions"
        "cloudfront:GetDistribution" generated::distribution Only(&["Id"]), Nothing;
    "AWS::Cognito::UserPool" "CognitoIdentityProvider" "cognito-idp:ListUserPools"
        "cognito-idp:DescribeUserPool" generated::user_pool Only(&["UserPoolId"]), Nothing;
    "AWS::DynamoDB::Table" "DynamoDb" "dynamodb:ListTables" "dynamodb:DescribeTable"
        from_estate::table Only(&["TableName"]), Nothing;
    "AWS::ECR::Repository" "Ecr" "ecr:DescribeRepositories" "ecr:DescribeRepositories"
        from_estate::repository All, Nothing;
    "AWS::ECS::Cluster" "Ecs" "ecs:ListClusters" "ecs:DescribeClusters"
        generated::ecs_cluster All, Nothing;
    "AWS::ECS::Service" "Ecs" "ecs:ListServices" "ecs:DescribeServices"
        generated::ecs_service Only(&["ServiceArn", "Cluster"]), Takes("Cluster");
    "AWS::EKS::Cluster" "Eks" "eks:ListClusters" "eks:DescribeCluster"
        generated::eks_cluster Only(&["Name"]), Nothing;
    "AWS::ElasticLoadBalancingV2::Listener" "ElasticLoadBalancingV2"
        "elasticloadbalancing:DescribeListeners" "elasticloadbalancing:DescribeListeners"
        generated::listener All, Needs("LoadBalancerArn");
    "AWS::ElasticLoadBalancingV2::LoadBalancer" "ElasticLoadBalancingV2"
        "elasticloadbalancing:DescribeLoadBalancers" "elasticloadbalancing:DescribeLoadBalancers"
        generated::load_balancer All, Nothing;
    "AWS::ElasticLoadBalancingV2::TargetGroup" "ElasticLoadBalancingV2"
        "elasticloadbalancing:DescribeTargetGroups" "elasticloadbalancing:DescribeTargetGroups"
        generated::target_group All, Nothing;
    "AWS::Events::Rule" "EventBridge" "events:ListRules" "events:DescribeRule"
        generated::rule All, Nothing;
    "AWS::IAM::ManagedPolicy" "Iam" "iam:ListPolicies" "iam:GetPolicy"
        generated::policy Only(&["PolicyArn"]), Nothing;
    "AWS::IAM::Role" "Iam" "iam:ListRoles" "iam:GetRole"
        from_estate::role Only(&["RoleName", "Path", "Arn"]), Nothing;
    "AWS::IAM::User" "Iam" "iam:ListUsers" "iam:GetUser"
        generated::user Only(&["UserName", "Path"]), Nothing;
    "AWS::ImageBuilder::ImagePipeline" "Imagebuilder" "imagebuilder:ListImagePipelines"
        "imagebuilder:GetImagePipeline" singletons::image_pipeline Only(&["Arn"]), Nothing;
    "AWS::KMS::Key" "Kms" "kms:ListKeys" "kms:DescribeKey" from_estate::key Only(&["KeyId"]), Nothing;
    "AWS::Lambda::Function" "Lambda" "lambda:ListFunctions" "lambda:GetFunction"
        from_estate::function All, Nothing;
    "AWS::Logs::LogGroup" "CloudWatchLogs" "logs:DescribeLogGroups" "logs:DescribeLogGroups"
        from_estate::log_group All, Nothing;
    "AWS::RDS::DBCluster" "Rds" "rds:DescribeDBClusters" "rds:DescribeDBClusters"
        generated::db_cluster All, Nothing;
    "AWS::RDS::DBInstance" "Rds" "rds:DescribeDBInstances" "rds:DescribeDBInstances"
        from_estate::database All, Nothing;
    "AWS::Route53::HostedZone" "Route53" "route53:ListHostedZones" "route53:GetHostedZone"
        generated::hosted_zone All, Nothing;
    "AWS::S3::Bucket" "S3" "s3:ListAllMyBuckets" "s3:GetBucketTagging"
        from_estate::bucket Only(&["BucketName"]), Nothing;
    "AWS::SNS::Topic" "Sns" "sns:ListTopics" "sns:GetTopicAttributes"
        from_estate::topic Only(&["TopicArn"]), Nothing;
    "AWS::SQS::Queue" "Sqs" "sqs:ListQueues" "sqs:GetQueueAttributes"
        from_estate::queue Only(&["QueueUrl"]), Nothing;
    "AWS::SSM::Parameter" "Ssm" "ssm:DescribeParameters" "ssm:GetParameters"
        generated::parameter All, Nothing;
    "AWS::SecretsManager::Secret" "SecretsManager" "secretsmanager:ListSecrets"
        "secretsmanager:DescribeSecret" from_estate::secret All, Nothing;
    "AWS::StepFunctions::StateMachine" "Sfn" "states:ListStateMachines"
        "states:DescribeStateMachine" from_estate::state_machine Only(&["Arn", "StateMachineName"]), Nothing;
    "AWS::VpcLattice::Listener" "VpcLattice" "vpc-lattice:ListListeners" "vpc-lattice:GetListener"
        singletons::lattice_listener All, Needs("ServiceIdentifier");
    "AWS::VpcLattice::Service" "VpcLattice" "vpc-lattice:ListServices" "vpc-lattice:GetService"
        singletons::lattice_service All, Nothing;
    "AWS::WAFv2::WebACL" "Wafv2" "wafv2:ListWebACLs" "wafv2:GetWebACL"
        generated::web_acl All, Needs("Scope");
}
