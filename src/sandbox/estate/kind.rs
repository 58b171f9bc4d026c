//! The kinds of resources that the estate holds, and how many of each there are.

/// A kind of resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Vpc,
    Subnet,
    SecurityGroup,
    Image,
    Volume,
    Instance,
    NetworkInterface,
    RouteTable,
    NetworkAcl,
    InternetGateway,
    DhcpOptions,
    Snapshot,
    Address,
    NatGateway,
    KeyPair,
    LaunchTemplate,
    VpcEndpoint,
    TransitGateway,
    TransitGatewayAttachment,
    EgressOnlyInternetGateway,
    VpcPeering,
    CustomerGateway,
    VpnGateway,
    VpnConnection,
    FlowLog,
    PlacementGroup,
    PrefixList,
    CapacityReservation,
    Host,
    Bucket,
    Function,
    Queue,
    Topic,
    Table,
    Database,
    LogGroup,
    Key,
    Secret,
    Repository,
    StateMachine,
    Role,
    RestApi,
    HttpApi,
    GraphQlApi,
    WorkGroup,
    ScalingGroup,
    BackupVault,
    ComputeEnvironment,
    JobQueue,
    Certificate,
    Stack,
    Trail,
    Alarm,
    BuildProject,
    DeployApplication,
    Pipeline,
    UserPool,
    ConfigRule,
    ReplicationInstance,
    EcsCluster,
    EcsTaskDefinition,
    FileSystem,
    EksCluster,
    EmrApplication,
    CacheCluster,
    BeanstalkApplication,
    LoadBalancer,
    TargetGroup,
    EventBus,
    Crawler,
    GlueJob,
    KinesisStream,
    DeliveryStream,
    KafkaCluster,
    MemoryDbCluster,
    SearchDomain,
    Pipe,
    DbParameterGroup,
    DbSnapshot,
    DbSubnetGroup,
    RedshiftCluster,
    Endpoint,
    Model,
    Schedule,
    Parameter,
    Document,
    Canary,
    TransferServer,
    Alias,
    IamUser,
    IamGroup,
    ManagedPolicy,
    InstanceProfile,
    Distribution,
    HostedZone,
    Mystery,
}

/// How many kinds there are.
pub(crate) const KINDS: usize = Kind::Mystery as usize + 1;

/// Which places have at least one of a kind, however small the estate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Every place, if there is room.
    Everywhere,
    /// Every third place, if there is room.
    HereAndThere,
    /// The home region of global services only.
    Home,
}

/// What is known about a kind.
#[derive(Debug)]
pub(crate) struct KindInfo {
    pub(crate) kind: Kind,
    /// CloudFormation's name.
    pub(crate) type_name: &'static str,
    /// What ids begin with; for other services what names begin with.
    pub(crate) prefix: &'static str,
    /// Service of the ARN.
    pub(crate) service: &'static str,
    /// What comes before the id in the ARN's last part.
    pub(crate) arn_path: &'static str,
    /// Share of the estate, relative to the others.
    pub(crate) weight: u32,
    pub(crate) presence: Presence,
}

use Presence::{Everywhere, HereAndThere, Home};

macro_rules! kinds {
    ($($kind:ident $type_name:literal $prefix:literal $service:literal $path:literal $weight:literal $presence:ident;)+) => {
        /// Every kind, in the order of [`Kind`].
        pub(crate) static ALL: [KindInfo; KINDS] = [$(KindInfo {
            kind: Kind::$kind,
            type_name: $type_name,
            prefix: $prefix,
            service: $service,
            arn_path: $path,
            weight: $weight,
            presence: $presence,
        }),+];
    };
}

kinds! {
    Vpc "AWS::EC2::VPC" "vpc-" "ec2" "vpc/" 4 Everywhere;
    Subnet "AWS::EC2::Subnet" "subnet-" "ec2" "subnet/" 26 Everywhere;
    SecurityGroup "AWS::EC2::SecurityGroup" "sg-" "ec2" "security-group/" 84 Everywhere;
    Image "AWS::EC2::Image" "ami-" "ec2" "image/" 20 Everywhere;
    Volume "AWS::EC2::Volume" "vol-" "ec2" "volume/" 165 Everywhere;
    Instance "AWS::EC2::Instance" "i-" "ec2" "instance/" 105 Everywhere;
    NetworkInterface "AWS::EC2::NetworkInterface" "eni-" "ec2" "network-interface/" 180 Everywhere;
    RouteTable "AWS::EC2::RouteTable" "rtb-" "ec2" "route-table/" 16 Everywhere;
    NetworkAcl "AWS::EC2::NetworkAcl" "acl-" "ec2" "network-acl/" 6 Everywhere;
    InternetGateway "AWS::EC2::InternetGateway" "igw-" "ec2" "internet-gateway/" 4 Everywhere;
    DhcpOptions "AWS::EC2::DHCPOptions" "dopt-" "ec2" "dhcp-options/" 2 Everywhere;
    Snapshot "AWS::EC2::Snapshot" "snap-" "ec2" "snapshot/" 185 Everywhere;
    Address "AWS::EC2::EIP" "eipalloc-" "ec2" "elastic-ip/" 18 Everywhere;
    NatGateway "AWS::EC2::NatGateway" "nat-" "ec2" "natgateway/" 6 Everywhere;
    KeyPair "AWS::EC2::KeyPair" "key-" "ec2" "key-pair/" 7 Everywhere;
    LaunchTemplate "AWS::EC2::LaunchTemplate" "lt-" "ec2" "launch-template/" 20 Everywhere;
    VpcEndpoint "AWS::EC2::VPCEndpoint" "vpce-" "ec2" "vpc-endpoint/" 14 Everywhere;
    TransitGateway "AWS::EC2::TransitGateway" "tgw-" "ec2" "transit-gateway/" 1 HereAndThere;
    TransitGatewayAttachment "AWS::EC2::TransitGatewayAttachment" "tgw-attach-" "ec2" "transit-gateway-attachment/" 4 HereAndThere;
    EgressOnlyInternetGateway "AWS::EC2::EgressOnlyInternetGateway" "eigw-" "ec2" "egress-only-internet-gateway/" 1 HereAndThere;
    VpcPeering "AWS::EC2::VPCPeeringConnection" "pcx-" "ec2" "vpc-peering-connection/" 2 HereAndThere;
    CustomerGateway "AWS::EC2::CustomerGateway" "cgw-" "ec2" "customer-gateway/" 1 HereAndThere;
    VpnGateway "AWS::EC2::VPNGateway" "vgw-" "ec2" "vpn-gateway/" 1 HereAndThere;
    VpnConnection "AWS::EC2::VPNConnection" "vpn-" "ec2" "vpn-connection/" 1 HereAndThere;
    FlowLog "AWS::EC2::FlowLog" "fl-" "ec2" "vpc-flow-log/" 5 HereAndThere;
    PlacementGroup "AWS::EC2::PlacementGroup" "pg-" "ec2" "placement-group/" 2 HereAndThere;
    PrefixList "AWS::EC2::PrefixList" "pl-" "ec2" "prefix-list/" 3 HereAndThere;
    CapacityReservation "AWS::EC2::CapacityReservation" "cr-" "ec2" "capacity-reservation/" 2 HereAndThere;
    Host "AWS::EC2::Host" "h-" "ec2" "dedicated-host/" 1 HereAndThere;
    Bucket "AWS::S3::Bucket" "" "s3" "" 10 HereAndThere;
    Function "AWS::Lambda::Function" "" "lambda" "function:" 32 Everywhere;
    Queue "AWS::SQS::Queue" "" "sqs" "" 14 HereAndThere;
    Topic "AWS::SNS::Topic" "" "sns" "" 9 HereAndThere;
    Table "AWS::DynamoDB::Table" "" "dynamodb" "table/" 9 HereAndThere;
    Database "AWS::RDS::DBInstance" "" "rds" "db:" 6 HereAndThere;
    LogGroup "AWS::Logs::LogGroup" "/aws/app/" "logs" "log-group:" 36 Everywhere;
    Key "AWS::KMS::Key" "" "kms" "key/" 6 HereAndThere;
    Secret "AWS::SecretsManager::Secret" "prod/" "secretsmanager" "secret:" 10 HereAndThere;
    Repository "AWS::ECR::Repository" "apps/" "ecr" "repository/" 5 HereAndThere;
    StateMachine "AWS::StepFunctions::StateMachine" "" "states" "stateMachine:" 3 HereAndThere;
    Role "AWS::IAM::Role" "" "iam" "role/" 24 Home;
    RestApi "AWS::ApiGateway::RestApi" "" "apigateway" "/restapis/" 4 HereAndThere;
    HttpApi "AWS::ApiGatewayV2::Api" "" "apigateway" "/apis/" 3 HereAndThere;
    GraphQlApi "AWS::AppSync::GraphQLApi" "" "appsync" "apis/" 2 HereAndThere;
    WorkGroup "AWS::Athena::WorkGroup" "" "athena" "workgroup/" 2 HereAndThere;
    ScalingGroup "AWS::AutoScaling::AutoScalingGroup" "" "autoscaling" "autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/" 8 Everywhere;
    BackupVault "AWS::Backup::BackupVault" "" "backup" "backup-vault:" 2 HereAndThere;
    ComputeEnvironment "AWS::Batch::ComputeEnvironment" "" "batch" "compute-environment/" 2 HereAndThere;
    JobQueue "AWS::Batch::JobQueue" "" "batch" "job-queue/" 2 HereAndThere;
    Certificate "AWS::CertificateManager::Certificate" "" "acm" "certificate/" 6 Everywhere;
    Stack "AWS::CloudFormation::Stack" "" "cloudformation" "stack/" 14 Everywhere;
    Trail "AWS::CloudTrail::Trail" "" "cloudtrail" "trail/" 1 HereAndThere;
    Alarm "AWS::CloudWatch::Alarm" "" "cloudwatch" "alarm:" 30 Everywhere;
    BuildProject "AWS::CodeBuild::Project" "" "codebuild" "project/" 4 HereAndThere;
    DeployApplication "AWS::CodeDeploy::Application" "" "codedeploy" "application:" 2 HereAndThere;
    Pipeline "AWS::CodePipeline::Pipeline" "" "codepipeline" "" 3 HereAndThere;
    UserPool "AWS::Cognito::UserPool" "" "cognito-idp" "userpool/" 2 HereAndThere;
    ConfigRule "AWS::Config::ConfigRule" "" "config" "config-rule/" 5 HereAndThere;
    ReplicationInstance "AWS::DMS::ReplicationInstance" "" "dms" "rep:" 1 HereAndThere;
    EcsCluster "AWS::ECS::Cluster" "" "ecs" "cluster/" 3 Everywhere;
    EcsTaskDefinition "AWS::ECS::TaskDefinition" "" "ecs" "task-definition/" 12 Everywhere;
    FileSystem "AWS::EFS::FileSystem" "" "elasticfilesystem" "file-system/" 3 HereAndThere;
    EksCluster "AWS::EKS::Cluster" "" "eks" "cluster/" 2 HereAndThere;
    EmrApplication "AWS::EMRServerless::Application" "" "emr-serverless" "/applications/" 1 HereAndThere;
    CacheCluster "AWS::ElastiCache::CacheCluster" "" "elasticache" "cluster:" 3 HereAndThere;
    BeanstalkApplication "AWS::ElasticBeanstalk::Application" "" "elasticbeanstalk" "application/" 1 HereAndThere;
    LoadBalancer "AWS::ElasticLoadBalancingV2::LoadBalancer" "" "elasticloadbalancing" "loadbalancer/app/" 8 Everywhere;
    TargetGroup "AWS::ElasticLoadBalancingV2::TargetGroup" "" "elasticloadbalancing" "targetgroup/" 14 Everywhere;
    EventBus "AWS::Events::EventBus" "" "events" "event-bus/" 2 HereAndThere;
    Crawler "AWS::Glue::Crawler" "" "glue" "crawler/" 2 HereAndThere;
    GlueJob "AWS::Glue::Job" "" "glue" "job/" 3 HereAndThere;
    KinesisStream "AWS::Kinesis::Stream" "" "kinesis" "stream/" 3 HereAndThere;
    DeliveryStream "AWS::KinesisFirehose::DeliveryStream" "" "firehose" "deliverystream/" 2 HereAndThere;
    KafkaCluster "AWS::MSK::Cluster" "" "kafka" "cluster/" 1 HereAndThere;
    MemoryDbCluster "AWS::MemoryDB::Cluster" "" "memorydb" "cluster/" 1 HereAndThere;
    SearchDomain "AWS::OpenSearchService::Domain" "" "es" "domain/" 2 HereAndThere;
    Pipe "AWS::Pipes::Pipe" "" "pipes" "pipe/" 1 HereAndThere;
    DbParameterGroup "AWS::RDS::DBParameterGroup" "" "rds" "pg:" 3 HereAndThere;
    DbSnapshot "AWS::RDS::DBSnapshot" "" "rds" "snapshot:" 12 HereAndThere;
    DbSubnetGroup "AWS::RDS::DBSubnetGroup" "" "rds" "subgrp:" 3 HereAndThere;
    RedshiftCluster "AWS::Redshift::Cluster" "" "redshift" "cluster:" 1 HereAndThere;
    Endpoint "AWS::SageMaker::Endpoint" "" "sagemaker" "endpoint/" 1 HereAndThere;
    Model "AWS::SageMaker::Model" "" "sagemaker" "model/" 2 HereAndThere;
    Schedule "AWS::Scheduler::Schedule" "" "scheduler" "schedule/default/" 3 HereAndThere;
    Parameter "AWS::SSM::Parameter" "" "ssm" "parameter/" 24 Everywhere;
    Document "AWS::SSM::Document" "" "ssm" "document/" 2 HereAndThere;
    Canary "AWS::Synthetics::Canary" "" "synthetics" "canary:" 1 HereAndThere;
    TransferServer "AWS::Transfer::Server" "" "transfer" "server/" 1 HereAndThere;
    Alias "AWS::KMS::Alias" "" "kms" "alias/" 7 HereAndThere;
    IamUser "AWS::IAM::User" "" "iam" "user/" 8 Home;
    IamGroup "AWS::IAM::Group" "" "iam" "group/" 4 Home;
    ManagedPolicy "AWS::IAM::ManagedPolicy" "" "iam" "policy/" 12 Home;
    InstanceProfile "AWS::IAM::InstanceProfile" "" "iam" "instance-profile/" 4 Home;
    Distribution "AWS::CloudFront::Distribution" "" "cloudfront" "distribution/" 3 Home;
    HostedZone "AWS::Route53::HostedZone" "" "route53" "hostedzone/" 3 Home;
    Mystery "awsdash:quantumleap:portal" "" "quantumleap" "portal/" 1 HereAndThere;
}

impl Kind {
    /// What is known about it.
    pub(crate) fn info(self) -> &'static KindInfo {
        &ALL[self as usize]
    }

    /// The kind with this number.
    pub(crate) fn from_index(index: usize) -> Option<Self> {
        ALL.get(index).map(|info| info.kind)
    }

    /// The kind of a CloudFormation type.
    pub(crate) fn of_type(type_name: &str) -> Option<Self> {
        ALL.iter()
            .find(|info| info.type_name == type_name)
            .map(|info| info.kind)
    }

    /// Whether EC2 lists it.
    pub(crate) fn is_ec2(self) -> bool {
        self <= Self::Host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_at_its_own_number() {
        for (index, info) in ALL.iter().enumerate() {
            assert_eq!(info.kind as usize, index, "{}", info.type_name);
            assert_eq!(Kind::of_type(info.type_name), Some(info.kind));
        }
        assert_eq!(ALL.iter().filter(|info| info.kind.is_ec2()).count(), 29);
    }
}
